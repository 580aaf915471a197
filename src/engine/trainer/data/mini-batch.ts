import { LabError } from '../../core/lab-error.ts';
import { createRng, shuffle } from '../../core/rng.ts';
import type { Session } from '../../core/session.ts';
import { padded, u32 } from '../../core/tensor.ts';
import { GraphBuilder } from '../../graph/graph-builder.ts';
import { groupBySegment } from '../../graph/group-by-segment.ts';
import type { Batch } from '../../models/define.ts';
import type { IndexList, Tensor } from '../../ops/define.ts';
import { selectRow } from '../../ops/rows/select-row.ts';
import { constantList, listEntries, targetsOf, tokensOf } from '../build/example-batch.ts';
import { buildModel, type RunGraph } from '../build/run-graph.ts';
import { replicaOf } from '../run-spec.ts';

/** A list of a mini-batch: where it lies in a row of the table, and how it is made. */
interface Piece {
	readonly name: string;
	readonly perRow: number;
	readonly offset: number;
	readonly of: (replica: number, example: number) => ArrayLike<number>;
	/** Present for index lists: rows of the table it points into, and where its grouping lies. */
	readonly grouping?: {
		readonly segments: number;
		readonly order: number;
		readonly offsets: number;
	};
}

/** Everything that a forward pass over a mini-batch reads, as one row of u32. */
interface BatchLayout {
	readonly rows: number;
	readonly width: number;
	readonly pieces: ReadonlyMap<string, Piece>;
}

const TARGETS = 'targets';

/** Builds the model once on a graph of its own, which shows the lists that it reads. */
function layoutOf(runGraph: RunGraph, rows: number): BatchLayout {
	const { shape, examples, labels, parameters } = runGraph;
	const scratch = new GraphBuilder();
	for (const { name, shape: size } of parameters) scratch.declareParameter(name, size);
	const pieces = new Map<string, Piece>();
	let width = 0;
	const take = (count: number) => {
		const offset = width;
		width += padded(count);
		return offset;
	};
	const batch: Batch = {
		rows,
		index(name, segments, of, perRow = 1) {
			const count = rows * perRow;
			pieces.set(name, {
				name,
				perRow,
				of: (replica, example) => of(tokensOf(examples(replica), shape, example)),
				offset: take(count),
				grouping: { segments, order: take(count), offsets: take(segments + 1) }
			});
			return scratch.indexList(name, count, segments, false, () => new Uint32Array(count));
		},
		constant: constantList(scratch, new Map())
	};
	buildModel(runGraph, scratch, batch);
	const perRow = shape.positions.length;
	pieces.set(TARGETS, {
		name: TARGETS,
		perRow,
		of: (replica, example) => targetsOf(labels(replica), shape, example),
		offset: take(rows * perRow)
	});
	return { rows, width, pieces };
}

function fillRow(
	row: Uint32Array,
	{ pieces }: BatchLayout,
	replica: number,
	chosen: Uint32Array
): void {
	for (const { perRow, of, offset, grouping } of pieces.values()) {
		const entries = listEntries(chosen, perRow, (example) => of(replica, example));
		row.set(entries, offset);
		if (grouping === undefined) continue;
		const { order, offsets } = groupBySegment(entries, grouping.segments);
		row.set(order, grouping.order);
		row.set(offsets, grouping.offsets);
	}
}

/** The order of the train examples in an epoch. */
function shuffled(train: Uint32Array, seed: number, epoch: number): Uint32Array {
	const order = train.slice();
	shuffle(createRng(seed, 'batch', epoch), order);
	return order;
}

/**
 * The mini-batches of a run. In every epoch the train examples are shuffled (stream `batch`, one
 * part of it per epoch) and cut into batches; those that do not fill a last batch are left out
 * until the next epoch. Which examples update s sees depends on seed and s alone, so that a resumed
 * run repeats them.
 */
export class MiniBatches {
	readonly #runGraph: RunGraph;
	readonly #layout: BatchLayout;
	readonly #capacity: number;
	readonly stepsPerEpoch: number;
	/** By replica, the epoch that was shuffled last. */
	readonly #epochs = new Map<number, { readonly epoch: number; readonly order: Uint32Array }>();

	/** @param rows examples in a batch @param capacity updates that one table holds */
	constructor(runGraph: RunGraph, rows: number, trainCount: number, capacity: number) {
		this.#runGraph = runGraph;
		this.#layout = layoutOf(runGraph, rows);
		this.#capacity = capacity;
		this.stepsPerEpoch = Math.floor(trainCount / rows);
	}

	/** Builds the choice of this step's row of the table. @param clock u32 [1], the row */
	build(clock: Tensor): { readonly batch: Batch; readonly targets: Tensor } {
		const { graph, constants } = this.#runGraph;
		const { rows, width, pieces } = this.#layout;
		const table = graph.state('train.batches', u32(this.#capacity, width));
		const current = graph.state('train.batch', u32(width));
		graph.apply(selectRow, [table, clock], {}, { into: [current] });
		const part = (name: string, offset: number, count: number) =>
			graph.slice(current, `train.${name}`, offset, [count]);
		const pieceOf = (name: string): Piece => {
			const piece = pieces.get(name);
			if (piece !== undefined) return piece;
			throw new LabError('internal', `mini-batch: no list "${name}"`);
		};
		const listOf = (name: string): IndexList => {
			const { perRow, offset, grouping } = pieceOf(name);
			const { segments = 0, order = 0, offsets = 0 } = grouping ?? {};
			return graph.adoptIndexList({
				index: part(name, offset, rows * perRow),
				segments,
				order: part(`${name}.order`, order, rows * perRow),
				offsets: part(`${name}.offsets`, offsets, segments + 1)
			});
		};
		const batch: Batch = { rows, index: listOf, constant: constantList(graph, constants) };
		const { offset, perRow } = pieceOf(TARGETS);
		return { batch, targets: part(TARGETS, offset, rows * perRow) };
	}

	/** Writes the rows of updates `step` .. `step + count - 1`, the first ones of the table. */
	write(session: Pick<Session, 'write'>, step: number, count: number): void {
		session.write('train.batches', this.#rows(step, count), count * this.#layout.width);
	}

	/** [replicas, count, width] */
	#rows(step: number, count: number): Uint32Array {
		const { width, rows } = this.#layout;
		const replicas = this.#runGraph.spec.replicas.length;
		const all = new Uint32Array(replicas * count * width);
		for (let replica = 0; replica < replicas; replica++) {
			for (let i = 0; i < count; i++) {
				const at = (replica * count + i) * width;
				const order = this.#orderOf(replica, Math.floor((step + i) / this.stepsPerEpoch));
				const first = ((step + i) % this.stepsPerEpoch) * rows;
				const chosen = order.subarray(first, first + rows);
				fillRow(all.subarray(at, at + width), this.#layout, replica, chosen);
			}
		}
		return all;
	}

	#orderOf(replica: number, epoch: number): Uint32Array {
		const known = this.#epochs.get(replica);
		if (known?.epoch === epoch) return known.order;
		const { split, spec } = this.#runGraph;
		const order = shuffled(split(replica).train, replicaOf(spec, replica).seeds.batch, epoch);
		this.#epochs.set(replica, { epoch, order });
		return order;
	}
}
