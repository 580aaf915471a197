import { axis, elementCount, f32, type Shape } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups, type KernelCall, type WasmCall } from '../define.ts';
import {
	groupsOf,
	matmulGeometry,
	packedBytes,
	panelParts,
	panelsOf,
	productParts,
	tileFor
} from './matmul-kernel.ts';
import { elementParts } from '../elementwise/elementwise.ts';
import { rounded, type ErrorContext } from '../op-case.ts';

type GradientAttributes = {
	readonly alpha?: number;
	/** Which gradient the fourth input is added to. */
	readonly addTo: 'none' | 'a' | 'b';
};

/**
 * Where a product of a batch of matrices goes: to every batch entry's own place, or all into one.
 */
function spread(shape: Shape, batch: number) {
	const isShared = shape.length === 2 && batch > 1;
	return { batch: isShared ? 1 : batch, parts: isShared ? batch : 1 };
}

/**
 * One of the two products as the tile kernels take it: sizes, then start and element strides of
 * both operands.
 */
function product(
	prefix: string,
	sizes: { readonly m: number; readonly n: number; readonly k: number; readonly parts: number },
	left: readonly [row: number, column: number, batch: number],
	right: readonly [row: number, column: number, batch: number],
	tile: number,
	batch: number
) {
	const [rowTiles, columnTiles] = [Math.ceil(sizes.m / tile), Math.ceil(sizes.n / tile)];
	const values: Readonly<Record<string, number>> = {
		...sizes,
		left_row: left[0],
		left_column: left[1],
		left_batch: left[2],
		right_row: right[0],
		right_column: right[1],
		right_batch: right[2],
		row_tiles: rowTiles,
		column_tiles: columnTiles
	};
	const params = Object.entries(values).map(
		([name, value]) => [`${prefix}_${name}`, 'u32', value] as const
	);
	return { params, tiles: rowTiles * columnTiles * batch };
}

/**
 * Both products: dA = alpha dC B^T as [m, k], and dB = alpha A^T dC made as its transpose dC^T A
 * [n, k].
 */
function products(shapeA: Shape, shapeB: Shape, tile: number) {
	const g = matmulGeometry(shapeA, shapeB, {});
	const { m, n, k } = g;
	const [toA, toB] = [spread(shapeA, g.batch), spread(shapeB, g.batch)];
	const gradient = g.batch > 1 ? m * n : 0;
	const first = product(
		'first',
		{ m, n: k, k: n, parts: toA.parts },
		[n, 1, gradient],
		[1, n, g.bBatch],
		tile,
		toA.batch
	);
	const second = product(
		'second',
		{ m: n, n: k, k: m, parts: toB.parts },
		[1, n, gradient],
		[k, 1, g.aBatch],
		tile,
		toB.batch
	);
	return { first, second };
}

/** target += alpha X Y for one batch entry, X and Y by (row, column) strides. */
function addProduct(
	target: { [i: number]: number },
	start: number,
	[m, n, k]: readonly [number, number, number],
	x: (i: number, l: number) => number,
	y: (l: number, j: number) => number
): void {
	for (let i = 0; i < m; i++) {
		for (let l = 0; l < k; l++) {
			const factor = x(i, l);
			for (let j = 0; j < n; j++) {
				const at = start + i * n + j;
				target[at] = (target[at] ?? 0) + factor * y(l, j);
			}
		}
	}
}

/**
 * Each of the two products sums over one side of dC, and over the batch where an operand is shared.
 * The magnitudes have a positive factor, so that what is added does not cancel that of the product.
 */
function errorOf(context: ErrorContext<GradientAttributes>) {
	const { inputs, inputShape, size, attributes, reference } = context;
	const { batch } = matmulGeometry(inputShape(0), inputShape(1), {});
	const roundings = batch * Math.max(size(2, -2), size(2, -1)) + 4;
	const alpha = Math.abs(attributes.alpha ?? 1);
	const absolute = inputs.map((array) => array.map(Math.abs));
	return reference(absolute, { ...attributes, alpha }).map((sum) => rounded(roundings, sum));
}

/** What is added is copied first; then both right operands are packed, and both products made. */
function wasmCalls(
	shapeA: Shape,
	shapeB: Shape,
	{ alpha = 1, addTo }: GradientAttributes
): readonly WasmCall[] {
	const { batch, m, n, k, aBatch, bBatch } = matmulGeometry(shapeA, shapeB, {});
	const [entriesA, entriesB] = [aBatch === 0 ? 1 : batch, bBatch === 0 ? 1 : batch];
	const isAddedTo = { none: [0, 0], a: [1, 0], b: [0, 1] }[addTo];
	const [dA, dB] = addTo === 'none' ? [3, 4] : [4, 5];
	const [added, count] = addTo === 'a' ? [dA, elementCount(shapeA)] : [dB, elementCount(shapeB)];
	const parts = elementParts(count);
	const copied: WasmCall = { kernel: 'copy', tensors: [3, added], numbers: [count], parts };
	// A panel of one product may be longer than one of the other.
	const panels = entriesB * panelsOf(k) + batch * panelsOf(n);
	const groups = entriesA * groupsOf(m) + entriesB * groupsOf(k);
	const [forA, forB] = [productParts(groups, k, n), productParts(groups, n, m)];
	return [
		...(addTo === 'none' ? [] : [copied]),
		{
			kernel: 'packGradientOperands',
			tensors: [1, 2],
			numbers: [batch, m, n, k, bBatch],
			parts: panelParts(panels, (m + n) / 2),
			scratch: entriesB * packedBytes(k, n) + batch * packedBytes(n, m)
		},
		{
			kernel: 'matmulGradients',
			tensors: [0, 2, dA, dB],
			numbers: [batch, m, n, k, aBatch, bBatch, alpha, ...isAddedTo],
			parts: { count: groups, ns: (forA.parts.ns + forB.parts.ns) / 2 },
			scratch: 0,
			ownScratch: Math.max(forA.ownScratch, forB.ownScratch)
		}
	];
}

/**
 * Both gradients of C = alpha A B in one dispatch, from (A, B, dC) and, where `addTo` names a
 * gradient, the sum that other uses have given for it: dA = alpha dC B^T, dB = alpha A^T dC, summed
 * over the batch for an operand that the batch shares.
 */
export const matmulGradients = defineOp<GradientAttributes>({
	id: 'matmul-gradients',
	infer: (input) => [f32(...input(0)), f32(...input(1))],
	reference({ input, output, inputShape, attributes }) {
		const [a, b, dc, da, db] = [input(0), input(1), input(2), output(0), output(1)];
		const { alpha = 1, addTo } = attributes;
		const g = matmulGeometry(inputShape(0), inputShape(1), {});
		const [isSharedA, isSharedB] = [inputShape(0).length === 2, inputShape(1).length === 2];
		da.fill(0);
		db.fill(0);
		if (addTo !== 'none') (addTo === 'a' ? da : db).set(input(3));
		for (let batch = 0; batch < g.batch; batch++) {
			const [atA, atB, atC] = [batch * g.aBatch, batch * g.bBatch, batch * g.m * g.n];
			const gradient = (i: number, j: number) => alpha * (dc[atC + i * g.n + j] ?? 0);
			addProduct(
				da,
				isSharedA ? 0 : atA,
				[g.m, g.k, g.n],
				gradient,
				(l, j) => b[atB + j * g.n + l] ?? 0
			);
			addProduct(
				db,
				isSharedB ? 0 : atB,
				[g.k, g.n, g.m],
				(i, l) => a[atA + l * g.k + i] ?? 0,
				gradient
			);
		}
	},
	kernel({ input }, { alpha = 1, addTo }, adapterKind): KernelCall {
		const atSize = (size: number) => products(input(0), input(1), size);
		const tile = tileFor(adapterKind, (size) => {
			const { first, second } = atSize(size);
			return first.tiles + second.tiles;
		});
		const { first, second } = atSize(tile.size);
		const [a, b, dc, added, da, db] = bindings('a', 'b', 'd_c', 'added', '*d_a', '*d_b');
		const count = first.tiles + second.tiles;
		const isAlone = addTo === 'none';
		const outputs = isAlone ? 3 : 4;
		const manifest = [a, b, dc, added, da, db].flatMap((binding) => binding ?? []);
		return {
			shader: 'matmul-gradients',
			libraries: tile.libraries,
			overrides: {},
			// A binding needs a buffer: where nothing is added, dC, which the kernel then does not
			// read as `added`.
			bindings: manifest.map((binding, i) => ({
				...binding,
				tensor: i < 3 ? i : i === 3 ? (isAlone ? 2 : 3) : outputs + i - 4
			})),
			params: [
				['first_tiles', 'u32', first.tiles],
				['tiles', 'u32', count],
				...first.params,
				...second.params,
				['add_to', 'u32', { none: 0, a: 1, b: 2 }[addTo]],
				['alpha', 'f32', alpha]
			],
			workgroups: linearWorkgroups(count, 1)
		};
	},
	wasm: ({ input }, attributes) => wasmCalls(input(0), input(1), attributes),
	withoutGradient: 'It is a gradient itself; losses are differentiated once.',

	float32: errorOf,
	flop: ({ input }, { addTo }) =>
		4 * axis(input(0), -1) * elementCount(input(2)) +
		(addTo === 'none' ? 0 : elementCount(input(3))),
	anyCase(draw) {
		const [m, n, k] = [draw.whole(1, 70), draw.whole(1, 70), draw.whole(1, 40)];
		const batch = draw.oneOf([], [1], [2], [3]);
		const shared = batch.length === 0 ? 'none' : draw.oneOf('none', 'a', 'b');
		const a = f32(...(shared === 'a' ? [] : batch), m, k);
		const b = f32(...(shared === 'b' ? [] : batch), k, n);
		const addTo = draw.oneOf('none', 'a', 'b');
		const added = { none: [], a: [a], b: [b] }[addTo];
		return {
			inputs: [a, b, f32(...batch, m, n), ...added],
			attributes: { alpha: draw.oneOf(1, -0.5), addTo }
		};
	},
	cases: [
		{ name: 'odd', inputs: [f32(37, 5), f32(5, 33), f32(37, 33)], attributes: { addTo: 'none' } },
		{
			name: 'batched, added to B',
			inputs: [f32(3, 9, 7), f32(3, 7, 70), f32(3, 9, 70), f32(3, 7, 70)],
			attributes: { addTo: 'b', alpha: -0.5 }
		},
		{
			name: 'shared A, added to A',
			inputs: [f32(35, 7), f32(3, 7, 5), f32(3, 35, 5), f32(35, 7)],
			attributes: { addTo: 'a' }
		},
		{
			name: 'shared B',
			inputs: [f32(2, 35, 3), f32(3, 5), f32(2, 35, 5)],
			attributes: { addTo: 'none' }
		},
		{
			name: 'tiles enough for a GPU, added to B',
			inputs: [f32(32, 3, 2), f32(32, 2, 5), f32(32, 3, 5), f32(32, 2, 5)],
			attributes: { addTo: 'b' }
		}
	]
});
