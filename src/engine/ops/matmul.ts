import { LabError } from '../core/lab-error.ts';
import { axis, elementCount, f32, type Shape } from '../core/tensor.ts';
import { columnSum } from './column-sum.ts';
import {
	bindings,
	defineOp,
	type AdapterKind,
	type KernelCall,
	type KernelShapes,
	type OpSpec,
	type Recorder,
	type Tensor
} from './define.ts';

type MatmulAttributes = {
	readonly transposeA?: boolean;
	readonly transposeB?: boolean;
	/** Factor on the product. */
	readonly alpha?: number;
	/** Split k into so many parts: the output is [splits, m, n], still to be summed. Operands have rank 2. */
	readonly splits?: number;
};

/** One operand as op(X) [batch, rows, columns]: sizes and element strides; stride 0 over a batch it does not have. */
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

/** Sizes and element strides of op(A) [batch, m, k] times op(B) [batch, k, n]; a split of k is a batch. */
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

/** Products with at least so long a k, and at most so many outputs, are split, or a GPU would sit idle. */
const SPLIT_FROM_K = 1024;
const SPLIT_TO_OUTPUTS = 256 * 1024;
const SPLIT_LENGTH = 256;
const MAX_SPLITS = 32;

/** A^T B for long operands [k, m] and [k, n], as weight gradients are: k is split, then the parts are summed. */
export function longProduct(recorder: Recorder, a: Tensor, b: Tensor, alpha = 1): Tensor {
	const [k, m, n] = [axis(a.shape, 0), axis(a.shape, 1), axis(b.shape, 1)];
	const transposeA = true;
	if (k < SPLIT_FROM_K || m * n > SPLIT_TO_OUTPUTS) {
		return recorder.one(matmul, [a, b], { transposeA, alpha });
	}
	const length = Math.ceil(k / Math.min(MAX_SPLITS, Math.ceil(k / SPLIT_LENGTH)));
	// No split may be empty.
	const splits = Math.ceil(k / length);
	const parts = recorder.one(matmul, [a, b], { transposeA, alpha, splits });
	const sum = recorder.one(columnSum, [recorder.reshape(parts, [splits, m * n])], {});
	return recorder.reshape(sum, [m, n]);
}

/** The library with the tile, and the outputs in each direction of one workgroup, by kind of adapter. */
const TILES: Readonly<Record<AdapterKind, { readonly library: string; readonly size: number }>> = {
	software: { library: 'matmul-tile-direct', size: 32 },
	gpu: { library: 'matmul-tile-shared', size: 64 }
};

/** Sums a batched gradient over the batch where the operand had been broadcast. */
function reduceToRank(recorder: Recorder, gradient: Tensor, operand: Tensor): Tensor {
	if (gradient.shape.length === operand.shape.length) return gradient;
	const batch = axis(gradient.shape, 0);
	const count = elementCount(operand.shape);
	const flat = recorder.reshape(gradient, [batch, count]);
	return recorder.reshape(recorder.one(columnSum, [flat], {}), operand.shape);
}

/** Y = alpha op(A) op(B), batched over a leading axis; an operand without that axis is shared by the batch. */
export const matmul: OpSpec<MatmulAttributes> = defineOp({
	id: 'matmul',
	infer(input, attributes) {
		const g = matmulGeometry(input(0), input(1), attributes);
		return [g.isBatched ? f32(g.batch, g.m, g.n) : f32(g.m, g.n)];
	},
	reference({ input, output, inputShape, attributes }) {
		const [a, b, y] = [input(0), input(1), output(0)];
		const g = matmulGeometry(inputShape(0), inputShape(1), attributes);
		const alpha = attributes.alpha ?? 1;
		y.fill(0);
		for (let batch = 0; batch < g.batch; batch++) {
			for (let i = 0; i < g.m; i++) {
				const row = (batch * g.m + i) * g.n;
				const steps = Math.min(g.k, g.kTotal - batch * g.k);
				for (let l = 0; l < steps; l++) {
					const factor = alpha * (a[batch * g.aBatch + i * g.aRow + l * g.aColumn] ?? 0);
					const bStart = batch * g.bBatch + l * g.bRow;
					for (let j = 0; j < g.n; j++) {
						y[row + j] = (y[row + j] ?? 0) + factor * (b[bStart + j * g.bColumn] ?? 0);
					}
				}
			}
		}
	},
	vjp({ recorder, input, cotangent, needs, attributes }) {
		if (attributes.splits !== undefined) {
			throw new LabError('internal', 'op "matmul": a product with k split is not differentiable');
		}
		const { transposeA = false, transposeB = false, alpha = 1 } = attributes;
		const [a, b, dy] = [input(0), input(1), cotangent(0)];
		const product = (left: Tensor, right: Tensor, tLeft: boolean, tRight: boolean) =>
			recorder.one(matmul, [left, right], { transposeA: tLeft, transposeB: tRight, alpha });
		const gradientOfA = () =>
			transposeA ? product(b, dy, transposeB, true) : product(dy, b, false, !transposeB);
		const isLong = a.shape.length === 2 && dy.shape.length === 2 && !transposeA && !transposeB;
		const gradientOfB = () => {
			if (isLong) return longProduct(recorder, a, dy, alpha);
			return transposeB ? product(dy, a, true, transposeA) : product(a, dy, !transposeA, false);
		};
		return [
			needs(0) ? reduceToRank(recorder, gradientOfA(), a) : undefined,
			needs(1) ? reduceToRank(recorder, gradientOfB(), b) : undefined
		];
	},
	kernel: (shapes, attributes, kind) =>
		matmulCall('matmul', bindings('a', 'b', '*y'), shapes, attributes, kind),
	cases: [
		{ name: 'odd', inputs: [f32(37, 5), f32(5, 33)], attributes: {} },
		{ name: 'single', inputs: [f32(1, 1), f32(1, 1)], attributes: { alpha: -0.5 } },
		{ name: 'A^T B', inputs: [f32(7, 13), f32(7, 3)], attributes: { transposeA: true } },
		{ name: 'A B^T', inputs: [f32(9, 4), f32(66, 4)], attributes: { transposeB: true, alpha: 2 } },
		{
			name: 'A^T B^T',
			inputs: [f32(6, 5), f32(8, 6)],
			attributes: { transposeA: true, transposeB: true }
		},
		{
			name: 'split k, the last part shorter',
			inputs: [f32(23, 7), f32(23, 9)],
			attributes: { transposeA: true, splits: 3 }
		},
		{ name: 'more than one tile', inputs: [f32(70, 35), f32(35, 67)], attributes: {} },
		{ name: 'batched', inputs: [f32(3, 10, 7), f32(3, 7, 5)], attributes: {} },
		{ name: 'shared A', inputs: [f32(10, 7), f32(3, 7, 5)], attributes: {} },
		{ name: 'shared B', inputs: [f32(2, 35, 3), f32(3, 5)], attributes: {} },
		{
			name: 'batched A B^T with one column',
			inputs: [f32(2, 9, 3), f32(2, 1, 3)],
			attributes: { transposeB: true, alpha: 0.25 }
		}
	]
});

/** The dispatch of a matmul kernel: tiles of columns in x, tiles of rows of every batch entry in y. */
export function matmulCall(
	shader: string,
	manifest: KernelCall['bindings'],
	shapes: KernelShapes,
	attributes: MatmulAttributes,
	adapterKind: AdapterKind,
	extra: KernelCall['params'] = []
): KernelCall {
	const g = matmulGeometry(shapes.input(0), shapes.input(1), attributes);
	const tile = TILES[adapterKind];
	const rowTiles = Math.ceil(g.m / tile.size);
	return {
		shader,
		libraries: [tile.library],
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
			['row_tiles', 'u32', rowTiles],
			['alpha', 'f32', attributes.alpha ?? 1],
			...extra
		],
		workgroups: [Math.ceil(g.n / tile.size), rowTiles * g.batch]
	};
}
