import type { NamedTensor } from '../../engine/checkpoint/safetensors-codec.ts';
import { quote } from '../../engine/core/quote.ts';
import type { Evaluations } from '../../engine/core/telemetry.ts';

const PREFIX = 'history.';

type Tensors = ReadonlyMap<string, NamedTensor>;

const stepName = (replica: number): string => `${PREFIX}${String(replica)}.step`;
const columnPrefix = (replica: number): string => `${PREFIX}${String(replica)}.column.`;

/** Whether a tensor of a checkpoint is one of `historyTensors`. */
export const isHistoryTensor = (name: string): boolean => name.startsWith(PREFIX);

/**
 * The scalars of all evaluations as tensors of a checkpoint.
 * @param history by replica: each keeps its own steps
 */
export function historyTensors(history: readonly Evaluations[]): Tensors {
	const named = history.flatMap(({ step, columns }, r) => [
		[stepName(r), step] as const,
		...Object.entries(columns).map(([id, data]) => [columnPrefix(r) + id, data] as const)
	]);
	return new Map(named.map(([name, data]) => [name, { shape: [data.length], data }]));
}

function columnsOf(tensors: Tensors, replica: number): readonly (readonly [string, NamedTensor])[] {
	const prefix = columnPrefix(replica);
	return [...tensors].flatMap(([name, tensor]) =>
		name.startsWith(prefix) ? [[name.slice(prefix.length), tensor] as const] : []
	);
}

/** What `historyTensors` wrote and has no `historyProblems`. */
export const historyIn = (tensors: Tensors, replicas: number): readonly Evaluations[] =>
	Array.from({ length: replicas }, (_, r) => ({
		step: Float64Array.from(tensors.get(stepName(r))?.data ?? []),
		columns: Object.fromEntries(
			columnsOf(tensors, r).map(([id, { data }]) => [id, Float64Array.from(data)])
		)
	}));

function replicaProblems(tensors: Tensors, replica: number, step: number): readonly string[] {
	const name = stepName(replica);
	const steps = tensors.get(name);
	if (steps === undefined) return [`tensor "${name}": expected the evaluated steps, got none`];
	const { shape, data } = steps;
	const isAscending = data.every(
		(at, i) => Number.isInteger(at) && at > (data[i - 1] ?? -1) && at <= step
	);
	const wrong =
		shape.length === 1 && isAscending
			? []
			: [`tensor "${name}": expected ascending whole numbers from 0 to ${String(step)}`];
	const columns = columnsOf(tensors, replica).flatMap(([id, { shape: got }]) => {
		if (got.length === 1 && got[0] === data.length) return [];
		const tensor = quote(columnPrefix(replica) + id);
		return [`tensor ${tensor}: expected shape [${String(data.length)}], got ${quote(got)}`];
	});
	return [...wrong, ...columns];
}

/** A sentence for every tensor that `historyTensors` cannot have written for a run at a step. */
export function historyProblems(
	tensors: Tensors,
	replicas: number,
	step = Number.MAX_SAFE_INTEGER
): readonly string[] {
	const each = Array.from({ length: replicas }, (_, r) => r);
	const own = new Set(
		each.flatMap((r) => [stepName(r), ...columnsOf(tensors, r).map(([id]) => columnPrefix(r) + id)])
	);
	const others = [...tensors.keys()].filter((name) => isHistoryTensor(name) && !own.has(name));
	return [
		...each.flatMap((r) => replicaProblems(tensors, r, step)),
		...others.map(
			(name) => `tensor ${quote(name)}: expected one of ${String(replicas)} replicas, got another`
		)
	];
}
