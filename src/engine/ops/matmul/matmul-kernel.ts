import { axis, type Shape } from '../../core/tensor.ts';
import type { AdapterKind, KernelCall, KernelShapes, WasmCall, WasmParts } from '../define.ts';

export type MatmulAttributes = {
	readonly transposeA?: boolean;
	readonly transposeB?: boolean;
	/** Factor on the product. */
	readonly alpha?: number;
	/**
	 * Split k into so many parts: the output is [splits, m, n], still to be summed. Operands have
	 * rank 2.
	 */
	readonly splits?: number;
};

/**
 * One operand as op(X) [batch, rows, columns]: sizes and element strides; stride 0 over a batch it
 * does not have.
 */
function operand(shape: Shape, isTransposed: boolean) {
	const [rows, columns] = [axis(shape, -2), axis(shape, -1)];
	const batch = shape.length === 3 ? axis(shape, 0) : 1;
	return {
		batch,
		rows: isTransposed ? columns : rows,
		columns: isTransposed ? rows : columns,
		rowStride: isTransposed ? 1 : columns,
		columnStride: isTransposed ? columns : 1,
		batchStride: batch > 1 ? rows * columns : 0
	};
}

/**
 * Sizes and element strides of op(A) [batch, m, k] times op(B) [batch, k, n]; a split of k is a
 * batch.
 */
export function matmulGeometry(a: Shape, b: Shape, attributes: MatmulAttributes) {
	const left = operand(a, attributes.transposeA ?? false);
	const right = operand(b, attributes.transposeB ?? false);
	const splits = attributes.splits ?? 0;
	const isSplit = splits > 0;
	const k = isSplit ? Math.ceil(left.columns / splits) : left.columns;
	const batch = isSplit ? splits : Math.max(left.batch, right.batch);
	return {
		batch,
		isBatched: isSplit || a.length === 3 || b.length === 3,
		m: left.rows,
		k,
		/** Over all batch entries; the last split may be shorter than k. */
		kTotal: isSplit ? left.columns : k * batch,
		n: right.columns,
		aRow: left.rowStride,
		aColumn: left.columnStride,
		aBatch: isSplit ? k * left.columnStride : left.batchStride,
		bRow: right.rowStride,
		bColumn: right.columnStride,
		bBatch: isSplit ? k * right.rowStride : right.batchStride
	};
}

/** A multiply-add for every step of every output. */
export function productFlop({ input }: KernelShapes, attributes: MatmulAttributes): number {
	const { m, n, kTotal } = matmulGeometry(input(0), input(1), attributes);
	return 2 * m * n * kTotal;
}

/**
 * How a workgroup makes its outputs: the libraries with the tile, and the tile's rows and columns.
 */
interface Tile {
	readonly libraries: readonly string[];
	readonly size: number;
}

const tile = (size: number, ...libraries: readonly string[]): Tile => ({
	libraries: ['matmul-product', ...libraries],
	size
});

const SOFTWARE_TILE = tile(32, 'matmul-tile-narrow', 'matmul-tile-direct');
const GPU_TILE = tile(64, 'matmul-slices', 'matmul-tile-shared');
const SPLIT_GPU_TILE = tile(32, 'matmul-slices', 'matmul-tile-split');

/**
 * Large tiles from which a GPU is busy: cards have 20 to 130 cores, each with room for several
 * workgroups. With fewer, four times as many small ones that split k take a quarter of the time
 * each; what they load twice as often comes from the cache. A product does not know its replicas;
 * with many of them small tiles are good enough.
 */
const BUSY_FROM_TILES = 64;

/**
 * The tile for a dispatch on a kind of adapter.
 * @param countTiles tiles of a size that the dispatch has
 */
export function tileFor(kind: AdapterKind, countTiles: (size: number) => number): Tile {
	if (kind === 'software') return SOFTWARE_TILE;
	return countTiles(GPU_TILE.size) < BUSY_FROM_TILES ? SPLIT_GPU_TILE : GPU_TILE;
}

/**
 * The dispatch of a kernel of one product: tiles of columns in x, tiles of rows of every batch
 * entry in y.
 */
export function matmulCall(
	shader: string,
	manifest: KernelCall['bindings'],
	shapes: KernelShapes,
	attributes: MatmulAttributes,
	adapterKind: AdapterKind,
	extra: KernelCall['params'] = []
): KernelCall {
	const g = matmulGeometry(shapes.input(0), shapes.input(1), attributes);
	const grid = (size: number) => [Math.ceil(g.n / size), Math.ceil(g.m / size) * g.batch] as const;
	const tile = tileFor(adapterKind, (size) => grid(size)[0] * grid(size)[1]);
	return {
		shader,
		libraries: [...tile.libraries, 'matmul-operands'],
		overrides: {},
		bindings: manifest,
		params: [
			['m', 'u32', g.m],
			['n', 'u32', g.n],
			['k', 'u32', g.k],
			['k_total', 'u32', g.kTotal],
			['a_row', 'u32', g.aRow],
			['a_column', 'u32', g.aColumn],
			['a_batch', 'u32', g.aBatch],
			['b_row', 'u32', g.bRow],
			['b_column', 'u32', g.bColumn],
			['b_batch', 'u32', g.bBatch],
			['row_tiles', 'u32', Math.ceil(g.m / tile.size)],
			['alpha', 'f32', attributes.alpha ?? 1],
			...extra
		],
		workgroups: grid(tile.size)
	};
}

/** Rows and columns of the tile that tile.as.ts keeps in registers. */
const [WASM_ROWS, WASM_COLUMNS] = [5, 8];
/** Of a multiply-add in such a tile, and of a float that is packed. */
const [MULTIPLY_ADD_NS, PACKED_FLOAT_NS] = [0.05, 0.5];

/** Groups of rows that threads divide among them. */
export const groupsOf = (rows: number): number => Math.ceil(rows / WASM_ROWS);

/** Panels of columns of a right operand. */
export const panelsOf = (columns: number): number => Math.ceil(columns / WASM_COLUMNS);

/** Bytes of a right operand [k, n] packed in panels. */
export const packedBytes = (n: number, k: number): number => 4 * WASM_COLUMNS * k * panelsOf(n);

/** Panels of an operand with k rows, as a call packs them. */
export const panelParts = (panels: number, k: number): WasmParts => ({
	count: panels,
	ns: PACKED_FLOAT_NS * WASM_COLUMNS * k
});

/** What the rows of a product [m, n] are computed with, after its right operand is packed. */
export const productParts = (groups: number, n: number, k: number) => ({
	parts: { count: groups, ns: MULTIPLY_ADD_NS * WASM_ROWS * n * k },
	// Packed rows of a group, and a tile at an edge.
	ownScratch: 4 * WASM_ROWS * k + 4 * WASM_ROWS * WASM_COLUMNS
});

/** The call that packs the right operand of a product, before the one that computes its rows. */
export function packCall(tensor: number, g: ReturnType<typeof matmulGeometry>): WasmCall {
	const { n, k, kTotal, bRow, bColumn, bBatch } = g;
	// An operand that the batch shares is packed once.
	const entries = bBatch === 0 ? 1 : g.batch;
	return {
		kernel: 'packOperand',
		tensors: [tensor],
		numbers: [bRow, bColumn, bBatch, n, k, kTotal],
		parts: panelParts(entries * panelsOf(n), k),
		scratch: entries * packedBytes(n, k)
	};
}

/** Both calls of a kernel of one product without a batch: Y [m, n] from A [m, k] and packed B. */
export function productCalls(
	call: Pick<WasmCall, 'kernel' | 'tensors'>,
	shapes: KernelShapes,
	attributes: MatmulAttributes,
	numbers: readonly number[] = []
): readonly WasmCall[] {
	const g = matmulGeometry(shapes.input(0), shapes.input(1), attributes);
	const pack = packCall(1, g);
	const rows = productParts(groupsOf(g.m), g.n, g.k);
	return [pack, { ...call, numbers: [g.m, g.n, g.k, ...numbers], scratch: 0, ...rows }];
}
