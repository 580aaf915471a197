import type { GraphBuilder } from '../../graph/graph-builder.ts';
import type { Batch } from '../../models/define.ts';
import type { IndexList, Tensor } from '../../ops/define.ts';
import type { TaskExamples, TaskShape } from '../../tasks/define.ts';

interface ExampleBatchOptions {
	/** Prefix of the data tensors' names. */
	readonly prefix: string;
	/** Number of examples. */
	readonly rows: number;
	readonly shape: TaskShape;
	/** The same examples for every replica. */
	readonly isShared: boolean;
	/** Which examples [rows] of a replica. */
	readonly chosen: (replica: number) => Uint32Array;
	readonly examples: (replica: number) => TaskExamples;
	/** Targets of all examples of a replica, as they are trained on and evaluated. */
	readonly labels: (replica: number) => Uint32Array;
	/** The same labels for every replica. */
	readonly hasSharedLabels: boolean;
	/**
	 * Index lists that do not depend on the examples, by name, shared by all batches of a graph.
	 */
	readonly constants: Map<string, IndexList>;
}

/** Tokens of an example [context]. */
export const tokensOf = ({ tokens }: TaskExamples, { context }: TaskShape, example: number) =>
	tokens.subarray(example * context, (example + 1) * context);

/** Targets of an example [positions]. */
export const targetsOf = (targets: Uint32Array, { positions }: TaskShape, example: number) =>
	targets.subarray(example * positions.length, (example + 1) * positions.length);

/** Entries of some examples, one after another, `perRow` each. */
export function listEntries(
	chosen: Uint32Array,
	perRow: number,
	of: (example: number) => ArrayLike<number>
): Uint32Array {
	const entries = new Uint32Array(chosen.length * perRow);
	chosen.forEach((example, row) => {
		entries.set(of(example), row * perRow);
	});
	return entries;
}

/** An index list that does not depend on the examples, listed once. */
export function constantList(
	graph: GraphBuilder,
	constants: Map<string, IndexList>
): Batch['constant'] {
	return (name, segments, entries) => {
		const known = constants.get(name);
		if (known !== undefined) return known;
		const values = Uint32Array.from(entries());
		const list = graph.indexList(name, values.length, segments, true, () => values);
		constants.set(name, list);
		return list;
	};
}

/** Examples as the data tensors of a graph. */
export function createExampleBatch(
	graph: GraphBuilder,
	options: ExampleBatchOptions
): { readonly batch: Batch; readonly targets: Tensor } {
	const { prefix, rows, shape, isShared, chosen, examples, labels, constants } = options;
	const batch: Batch = {
		rows,
		index: (name, segments, of, perRow = 1) =>
			graph.indexList(`${prefix}${name}`, rows * perRow, segments, isShared, (replica) =>
				listEntries(chosen(replica), perRow, (i) => of(tokensOf(examples(replica), shape, i)))
			),
		constant: constantList(graph, constants)
	};
	const perRow = shape.positions.length;
	const targets = graph.data(
		`${prefix}targets`,
		{ shape: [rows * perRow], dtype: 'u32' },
		options.hasSharedLabels,
		(replica) => listEntries(chosen(replica), perRow, (i) => targetsOf(labels(replica), shape, i))
	);
	return { batch, targets };
}
