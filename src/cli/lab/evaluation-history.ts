import type { NamedTensor } from '../../engine/checkpoint/safetensors-codec.ts';
import type { EvaluationRow } from '../../engine/trainer/evaluation-row.ts';
import { markersOf, NO_PHASES, type PhaseRules } from '../../engine/core/phase-state.ts';
import { quote } from '../../engine/core/quote.ts';
import type { PhaseMarkers } from '../../engine/core/telemetry.ts';
import { PhaseJudge } from './phase-judge.ts';

const STEP = 'evaluations.step';
const COLUMN = 'evaluations.column.';
/** Of the last evaluation only. */
const LATEST = Object.freeze({
	spectra: 'evaluations.spectrum.',
	vectors: 'evaluations.vector.',
	evidence: 'evaluations.evidence.'
} as const);
/** Beside those that are held: the last evaluation, and the one before it where that turns out to be bad. */
const NEWEST_ROWS = 2;
type Latest = keyof typeof LATEST;
const PREFIXES = Object.freeze([COLUMN, ...Object.values(LATEST)]);
const KINDS: readonly Latest[] = ['spectra', 'vectors', 'evidence'];

/**
 * Where a run stands with its evaluations: the newest of every replica, those that checkpoints stand at, and the phases,
 * which are judged by all of them. What it takes does not grow with the run: all evaluations are in metrics.csv.
 */
export class EvaluationHistory {
	readonly #replicas: number;
	#judge: PhaseJudge | undefined;
	#rows: (readonly EvaluationRow[])[] = [];
	#held: readonly number[] = [];

	/** @param rules by which phases are judged, where they are */
	constructor(replicas: number, rules?: PhaseRules) {
		this.#replicas = replicas;
		this.#judge = rules && new PhaseJudge(rules, replicas);
	}

	/** Evaluation columns in the order of metrics.csv; none before the first evaluation. */
	get names(): readonly string[] {
		return Object.keys(this.#rows[0]?.[0]?.columns ?? {});
	}

	/** The last evaluation of every replica. */
	get latest(): readonly EvaluationRow[] {
		return this.#rows.at(-1) ?? [];
	}

	/** @param evaluations [replica][evaluation], steps after those known */
	append(evaluations: BatchEvaluations): void {
		this.#judge?.append(evaluations);
		const count = evaluations[0]?.length ?? 0;
		for (let i = 0; i < count; i++) {
			this.#rows.push(evaluations.flatMap((rows) => rows.slice(i, i + 1)));
		}
		const newest = this.#rows.length - NEWEST_ROWS;
		this.#rows = this.#rows.filter(
			([row], i) => i >= newest || (row !== undefined && this.#held.includes(row.step))
		);
	}

	/** Keeps the evaluations of these steps: checkpoints of them may be written again. */
	hold(steps: readonly number[]): void {
		this.#held = steps;
	}

	/**
	 * Judges by the evaluations so far, of a run that is gone on with.
	 * @param csv rows of metrics.csv before the step at which it goes on: the evaluation of that step is the newest here
	 */
	judgeAgain(rules: PhaseRules, csv: Uint8Array, step: number): void {
		this.#judge = new PhaseJudge(rules, this.#replicas);
		this.#judge.appendMetrics(csv, this.names);
		this.#held = this.latest.slice(0, 1).map((row) => row.step);
		if (this.latest[0]?.step === step) this.#judge.append(this.latest.map((row) => [row]));
	}

	/** The moments of a replica, as intervals between evaluated steps; none where there are no rules to judge by. */
	markers(replica: number): PhaseMarkers {
		return this.#judge?.markers(replica) ?? markersOf(NO_PHASES);
	}

	/** Evaluations at steps up to `upTo` that are kept, as tensors of a checkpoint. */
	toTensors(upTo: number): ReadonlyMap<string, NamedTensor> {
		const rows = this.#rows.filter(([first]) => first !== undefined && first.step <= upTo);
		const replicas = Array.from({ length: this.#replicas }, (_, r) => r);
		const tensors = new Map<string, NamedTensor>([
			[STEP, { shape: [rows.length], data: Float64Array.from(rows, ([first]) => first?.step ?? 0) }]
		]);
		for (const name of this.names) {
			const data = replicas.flatMap((r) => rows.map((row) => row[r]?.columns[name] ?? Number.NaN));
			tensors.set(COLUMN + name, {
				shape: [replicas.length, rows.length],
				data: Float64Array.from(data)
			});
		}
		const latest = rows.at(-1) ?? [];
		for (const kind of KINDS) {
			for (const id of Object.keys(latest[0]?.[kind] ?? {})) {
				const parts = replicas.map((r) => Array.from(arraysOf(latest[r], kind)[id] ?? []));
				tensors.set(LATEST[kind] + id, {
					shape: [replicas.length, parts[0]?.length ?? 0],
					data: Float64Array.from(parts.flat())
				});
			}
		}
		return tensors;
	}

	/** Whether a tensor of a checkpoint is one of `toTensors`. */
	static isTensor(name: string): boolean {
		return name === STEP || PREFIXES.some((prefix) => name.startsWith(prefix));
	}

	/** What `toTensors` wrote and has no `historyProblems`; tensors of other names are left alone. */
	static fromTensors(
		replicas: number,
		tensors: ReadonlyMap<string, NamedTensor>
	): EvaluationHistory {
		const history = new EvaluationHistory(replicas);
		const steps = tensors.get(STEP)?.data ?? new Float64Array(0);
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
		history.#rows = Array.from(steps, (step, i) =>
			Array.from({ length: replicas }, (_, r) => {
				const values = columns.map(
					([name, data]) => [name, data[r * steps.length + i] ?? Number.NaN] as const
				);
				const isLast = i === steps.length - 1;
				return {
					step,
					columns: Object.fromEntries(values),
					spectra: isLast ? latestOf('spectra', r) : {},
					vectors: isLast ? latestOf('vectors', r) : {},
					evidence: isLast ? latestOf('evidence', r) : {}
				};
			})
		);
		return history;
	}
}

/** The arrays of one kind that an evaluation holds, by name. */
function arraysOf(
	row: EvaluationRow | undefined,
	kind: Latest
): Readonly<Record<string, ArrayLike<number>>> {
	return Object.fromEntries(Object.entries(row?.[kind] ?? {}));
}

/** A sentence for every tensor that `toTensors` cannot have written for a run at a step. */
export function historyProblems(
	replicas: number,
	tensors: ReadonlyMap<string, NamedTensor>,
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
	const columns = [...tensors].filter(
		([name]) => name !== STEP && EvaluationHistory.isTensor(name)
	);
	const wrong = columns.flatMap(([name, { shape: got }]) => {
		const width = name.startsWith(COLUMN) ? data.length : got[1];
		if (got.length === 2 && got[0] === replicas && got[1] === width) return [];
		const wanted = `[${String(replicas)}, ${String(width ?? 'any')}]`;
		return [`tensor ${quote(name)}: expected shape ${wanted}, got ${quote(got)}`];
	});
	const isBare = data.length > 0 && !columns.some(([name]) => name.startsWith(COLUMN));
	const bare = isBare
		? [`tensor "${COLUMN}...": expected the values of evaluations, got none`]
		: [];
	return [...problems, ...bare, ...wrong];
}

type BatchEvaluations = readonly (readonly EvaluationRow[])[];
