import type { GraphBuilder } from '../graph/graph-builder.ts';
import type { Batch } from '../models/define.ts';
import type { IndexList, Tensor } from '../ops/define.ts';

interface PairBatchOptions {
	/** Prefix of the data tensors' names. */
	readonly prefix: string;
	readonly rows: number;
	readonly residues: number;
	/** The same pairs for every replica. */
	readonly isShared: boolean;
	/** Pair indices [rows] of a replica. */
	readonly pairs: (replica: number) => Uint32Array;
	readonly answer: (a: number, b: number) => number;
	/** Index lists that do not depend on pairs, by name, shared by all batches of a graph. */
	readonly constants: Map<string, IndexList>;
}

/** Rows of pairs as the data tensors of a graph. */
export function createPairBatch(
	graph: GraphBuilder,
	options: PairBatchOptions
): { readonly batch: Batch; readonly targets: Tensor } {
	const { prefix, rows, residues, isShared, pairs, answer, constants } = options;
	const entries = (perRow: number, of: (a: number, b: number) => readonly number[]) => {
		return (replica: number) => {
			const index = new Uint32Array(rows * perRow);
			pairs(replica).forEach((pair, row) => {
				index.set(of(Math.floor(pair / residues), pair % residues), row * perRow);
			});
			return index;
		};
	};
	const batch: Batch = {
		rows,
		index: (name, segments, of, perRow = 1) =>
			graph.indexList(`${prefix}${name}`, rows * perRow, segments, isShared, entries(perRow, of)),
		constant(name, segments, entries) {
			const known = constants.get(name);
			if (known !== undefined) return known;
			const values = Uint32Array.from(entries());
			const list = graph.indexList(name, values.length, segments, true, () => values);
			constants.set(name, list);
			return list;
		}
	};
	const targets = graph.data(
		`${prefix}targets`,
		{ shape: [rows], dtype: 'u32' },
		isShared,
		entries(1, (a, b) => [answer(a, b)])
	);
	return { batch, targets };
}
