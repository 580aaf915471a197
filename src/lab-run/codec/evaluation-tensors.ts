import type { NamedTensor } from '../../engine/checkpoint/safetensors-codec.ts';
import { quote } from '../../engine/core/quote.ts';
import type { EvaluationRow } from '../../engine/trainer/evaluation/evaluation-row.ts';
import { columnNames, stepOf, type StepEvaluations } from '../evaluation-history.ts';

const STEP = 'evaluations.step';
/** Steps by replica, where one has failed: its last evaluation is of an earlier step. */
const OWN_STEP = 'evaluations.replica_step';
const COLUMN = 'evaluations.column.';
/** Of the last evaluation only. */
const LATEST = Object.freeze({
	spectra: 'evaluations.spectrum.',
	vectors: 'evaluations.vector.',
	evidence: 'evaluations.evidence.'
} as const);
type Latest = keyof typeof LATEST;
const PREFIXES = Object.freeze([COLUMN, ...Object.values(LATEST)]);
const KINDS: readonly Latest[] = ['spectra', 'vectors', 'evidence'];

type Tensors = ReadonlyMap<string, NamedTensor>;

/** Evaluations as tensors of a checkpoint. @param rows by step, at each one row per replica */
export function evaluationTensors(rows: readonly StepEvaluations[], replicas: number): Tensors {
	const each = Array.from({ length: replicas }, (_, r) => r);
	const tensors = new Map<string, NamedTensor>([
		[STEP, { shape: [rows.length], data: Float64Array.from(rows, stepOf) }]
	]);
	if (rows.some((row) => row.some(({ step }) => step !== stepOf(row)))) {
		const data = each.flatMap((r) => rows.map((row) => row[r]?.step ?? 0));
		tensors.set(OWN_STEP, { shape: [replicas, rows.length], data: Float64Array.from(data) });
	}
	for (const name of columnNames(rows)) {
		const data = each.flatMap((r) => rows.map((row) => row[r]?.columns[name] ?? Number.NaN));
		tensors.set(COLUMN + name, { shape: [replicas, rows.length], data: Float64Array.from(data) });
	}
	const latest = rows.at(-1) ?? [];
	for (const kind of KINDS) {
		for (const id of Object.keys(latest[0]?.[kind] ?? {})) {
			const parts = each.map((r) => Array.from(arraysOf(latest[r], kind)[id] ?? []));
			tensors.set(LATEST[kind] + id, {
				shape: [replicas, parts[0]?.length ?? 0],
				data: Float64Array.from(parts.flat())
			});
		}
	}
	return tensors;
}

/** Whether a tensor of a checkpoint is one of `evaluationTensors`. */
export function isEvaluationTensor(name: string): boolean {
	return name === STEP || name === OWN_STEP || PREFIXES.some((prefix) => name.startsWith(prefix));
}

/**
 * What `evaluationTensors` wrote and has no `evaluationProblems`; tensors of other names are left
 * alone.
 */
export function evaluationsIn(tensors: Tensors, replicas: number): readonly StepEvaluations[] {
	const steps = tensors.get(STEP)?.data ?? new Float64Array(0);
	const ownSteps = tensors.get(OWN_STEP)?.data;
	const named = (prefix: string) =>
		[...tensors].flatMap(([name, { data }]) =>
			name.startsWith(prefix) ? [[name.slice(prefix.length), data] as const] : []
		);
	const columns = named(COLUMN);
	const latestOf = (kind: Latest, r: number) =>
		Object.fromEntries(
			named(LATEST[kind]).map(([id, data]) => {
				const width = data.length / replicas;
				return [id, Float64Array.from(data.subarray(r * width, (r + 1) * width))] as const;
			})
		);
	return Array.from(steps, (step, i) =>
		Array.from({ length: replicas }, (_, r) => {
			const values = columns.map(
				([name, data]) => [name, data[r * steps.length + i] ?? Number.NaN] as const
			);
			const isLast = i === steps.length - 1;
			return {
				step: ownSteps?.[r * steps.length + i] ?? step,
				columns: Object.fromEntries(values),
				spectra: isLast ? latestOf('spectra', r) : {},
				vectors: isLast ? latestOf('vectors', r) : {},
				evidence: isLast ? latestOf('evidence', r) : {}
			};
		})
	);
}

/** The arrays of one kind that an evaluation holds, by name. */
function arraysOf(
	row: EvaluationRow | undefined,
	kind: Latest
): Readonly<Record<string, ArrayLike<number>>> {
	return Object.fromEntries(Object.entries(row?.[kind] ?? {}));
}

/** A sentence for every tensor that `evaluationTensors` cannot have written for a run at a step. */
export function evaluationProblems(
	tensors: Tensors,
	replicas: number,
	step = Number.MAX_SAFE_INTEGER
): readonly string[] {
	const steps = tensors.get(STEP);
	if (steps === undefined) return [`tensor "${STEP}": expected the evaluated steps, got none`];
	const { shape, data } = steps;
	const isAscending = data.every(
		(at, i) => Number.isInteger(at) && at > (data[i - 1] ?? -1) && at <= step
	);
	const problems =
		shape.length === 1 && isAscending
			? []
			: [`tensor "${STEP}": expected ascending whole numbers from 0 to ${String(step)}`];
	const columns = [...tensors].filter(([name]) => name !== STEP && isEvaluationTensor(name));
	const wrong = columns.flatMap(([name, { shape: got }]) => {
		const width = name === OWN_STEP || name.startsWith(COLUMN) ? data.length : got[1];
		if (got.length === 2 && got[0] === replicas && got[1] === width) return [];
		const wanted = `[${String(replicas)}, ${String(width ?? 'any')}]`;
		return [`tensor ${quote(name)}: expected shape ${wanted}, got ${quote(got)}`];
	});
	const own = tensors.get(OWN_STEP)?.data ?? [];
	const isLate = (at: number, i: number) =>
		!Number.isInteger(at) || at < 0 || at > (data[i % data.length] ?? -1);
	const late = Array.from(own).some(isLate)
		? [`tensor "${OWN_STEP}": expected whole numbers up to the evaluated steps`]
		: [];
	const isBare = data.length > 0 && !columns.some(([name]) => name.startsWith(COLUMN));
	const bare = isBare
		? [`tensor "${COLUMN}...": expected the values of evaluations, got none`]
		: [];
	return [...problems, ...late, ...bare, ...wrong];
}
