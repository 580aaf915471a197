import { axis, elementCount, f32, type Shape } from '../core/tensor.ts';
import { columnSum } from './column-sum.ts';
import {
	bindings,
	defineOp,
	type KernelCall,
	type OpSpec,
	type Recorder,
	type Tensor
} from './define.ts';

type MatmulAttributes = {
	readonly transposeA?: boolean;
	readonly transposeB?: boolean;
	/** Factor on the product. */
	readonly alpha?: number;
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

/** Sizes and element strides of op(A) [batch, m, k] times op(B) [batch, k, n]. */
export function matmulGeometry(a: Shape, b: Shape, attributes: MatmulAttributes) {
	const left = operand(a, attributes.transposeA ?? false);
	const right = operand(b, attributes.transposeB ?? false);
	return {
		batch: Math.max(left.batch, right.batch),
		isBatched: a.length === 3 || b.length === 3,
		m: left.rows,
		k: left.columns,
		n: right.columns,
		aRow: left.rowStride,
		aColumn: left.columnStride,
		aBatch: left.batchStride,
		bRow: right.rowStride,
		bColumn: right.columnStride,
		bBatch: right.batchStride
	};
}

/** Output columns and rows that one workgroup of 4 x 4 invocations computes, 8 x 8 each. */
const MATMUL_TILE = 32;

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
				for (let l = 0; l < g.k; l++) {
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
		const { transposeA = false, transposeB = false, alpha = 1 } = attributes;
		const [a, b, dy] = [input(0), input(1), cotangent(0)];
		const product = (left: Tensor, right: Tensor, tLeft: boolean, tRight: boolean) =>
			recorder.one(matmul, [left, right], { transposeA: tLeft, transposeB: tRight, alpha });
		const gradientOfA = () =>
			transposeA ? product(b, dy, transposeB, true) : product(dy, b, false, !transposeB);
		const gradientOfB = () =>
			transposeB ? product(dy, a, true, transposeA) : product(a, dy, !transposeA, false);
		return [
			needs(0) ? reduceToRank(recorder, gradientOfA(), a) : undefined,
			needs(1) ? reduceToRank(recorder, gradientOfB(), b) : undefined
		];
	},
	kernel: (shapes, attributes) =>
		matmulCall('matmul', bindings('a', 'b', '*y'), shapes.input(0), shapes.input(1), attributes),
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
	a: Shape,
	b: Shape,
	attributes: MatmulAttributes,
	extra: KernelCall['params'] = []
): KernelCall {
	const g = matmulGeometry(a, b, attributes);
	const rowTiles = Math.ceil(g.m / MATMUL_TILE);
	return {
		shader,
		libraries: ['matmul-tile'],
		overrides: {},
		bindings: manifest,
		params: [
			['m', 'u32', g.m],
			['n', 'u32', g.n],
			['k', 'u32', g.k],
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
		workgroups: [Math.ceil(g.n / MATMUL_TILE), rowTiles * g.batch]
	};
}
