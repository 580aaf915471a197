import { LabError } from '../../core/lab-error.ts';
import { axis, elementCount, f32 } from '../../core/tensor.ts';
import { columnSum } from '../rows/column-sum.ts';
import {
	bindings,
	defineOp,
	type OpenGradient,
	type OpSpec,
	type Graph,
	type Tensor,
	type VjpContext
} from '../define.ts';
import { matmulMasked } from './matmul-masked.ts';
import { matmulGradients } from './matmul-gradients.ts';
import {
	groupsOf,
	matmulCall,
	matmulGeometry,
	packCall,
	productFlop,
	productParts,
	type MatmulAttributes
} from './matmul-kernel.ts';
import type { Draw, UnnamedCase } from '../op-case.ts';

/**
 * Products with at least so long a k, and at most so many outputs, are split into parts, which a
 * second dispatch sums; a shorter k is split within the workgroups of a GPU (matmul-kernel.ts),
 * which costs no dispatch.
 */
const SPLIT_FROM_K = 1024;
const SPLIT_TO_OUTPUTS = 256 * 1024;
const SPLIT_LENGTH = 256;
const MAX_SPLITS = 32;

/** Whether k is split in A^T B. A [k, m], B [k, n]. */
function isSplit(a: Tensor, b: Tensor): boolean {
	const outputs = axis(a.shape, 1) * axis(b.shape, 1);
	return axis(a.shape, 0) >= SPLIT_FROM_K && outputs <= SPLIT_TO_OUTPUTS;
}

/**
 * A^T B for long operands [k, m] and [k, n], as weight gradients are: k is split, then the parts
 * are summed.
 */
export function longProduct(graph: Graph, a: Tensor, b: Tensor, alpha = 1): Tensor {
	const [k, m, n] = [axis(a.shape, 0), axis(a.shape, 1), axis(b.shape, 1)];
	const transposeA = true;
	if (!isSplit(a, b)) return graph.one(matmul, [a, b], { transposeA, alpha });
	const length = Math.ceil(k / Math.min(MAX_SPLITS, Math.ceil(k / SPLIT_LENGTH)));
	// No split may be empty.
	const splits = Math.ceil(k / length);
	const parts = graph.one(matmul, [a, b], { transposeA, alpha, splits });
	const sum = graph.one(columnSum, [graph.reshape(parts, [splits, m * n])], {});
	return graph.reshape(sum, [m, n]);
}

/** Sums a batched gradient over the batch where the operand had been broadcast. */
function reduceToRank(graph: Graph, gradient: Tensor, operand: Tensor): Tensor {
	if (gradient.shape.length === operand.shape.length) return gradient;
	const batch = axis(gradient.shape, 0);
	const count = elementCount(operand.shape);
	const flat = graph.reshape(gradient, [batch, count]);
	return graph.reshape(graph.one(columnSum, [flat], {}), operand.shape);
}

/**
 * dY B^T, the gradient of X in X B, left open: where X is the output of a ReLU, the gradient in
 * front of that is the same product masked.
 */
export function rowGradient(graph: Graph, dy: Tensor, b: Tensor): OpenGradient {
	return {
		close: () => graph.one(matmul, [dy, b], { transposeB: true }),
		closeMasked: (activation) => graph.one(matmulMasked, [dy, b, activation], {})
	};
}

/**
 * Both gradients of a product without transposes in one dispatch, added to the gradient that other
 * uses have given for one of them.
 */
function bothGradients(
	{ graph, input, cotangent, take }: VjpContext<MatmulAttributes>,
	alpha: number
): readonly Tensor[] {
	const addedToA = take(0);
	const added = addedToA ?? take(1);
	return graph.apply(
		matmulGradients,
		[input(0), input(1), cotangent(0), ...(added === undefined ? [] : [added])],
		{ alpha, addTo: added === undefined ? 'none' : addedToA === undefined ? 'b' : 'a' }
	);
}

/** Each gradient of a product as a product of its own. */
function singleGradients(
	{ graph, input, cotangent, needs, attributes }: VjpContext<MatmulAttributes>,
	isLong: boolean
): readonly (Tensor | undefined)[] {
	const { transposeA = false, transposeB = false, alpha = 1 } = attributes;
	const [a, b, dy] = [input(0), input(1), cotangent(0)];
	const product = (left: Tensor, right: Tensor, tLeft: boolean, tRight: boolean) =>
		graph.one(matmul, [left, right], { transposeA: tLeft, transposeB: tRight, alpha });
	const gradientOfA = () =>
		transposeA ? product(b, dy, transposeB, true) : product(dy, b, false, !transposeB);
	const gradientOfB = () => {
		if (isLong) return longProduct(graph, a, dy, alpha);
		return transposeB ? product(dy, a, true, transposeA) : product(a, dy, !transposeA, false);
	};
	return [
		needs(0) ? reduceToRank(graph, gradientOfA(), a) : undefined,
		needs(1) ? reduceToRank(graph, gradientOfB(), b) : undefined
	];
}

/** A long k split into parts of any length, the last one shorter. */
function anySplit(draw: Draw): UnnamedCase<MatmulAttributes> {
	const [m, n, k] = [draw.whole(1, 70), draw.whole(1, 70), draw.whole(1, 90)];
	const transposeA = draw.oneOf(true, false);
	return {
		inputs: [transposeA ? f32(k, m) : f32(m, k), f32(k, n)],
		attributes: { transposeA, splits: Math.ceil(k / draw.whole(1, 40)) },
		refusesGradient: true
	};
}

/** Any batching and any transposes. */
function anyWhole(draw: Draw): UnnamedCase<MatmulAttributes> {
	const [m, n, k] = [draw.whole(1, 70), draw.whole(1, 70), draw.whole(1, 40)];
	const batch = draw.oneOf([], [1], [2], [3]);
	const shared = draw.oneOf('none', 'a', 'b');
	const transposeA = draw.oneOf(true, false);
	const transposeB = draw.oneOf(true, false);
	const operand = (name: string, rows: number, columns: number, isTransposed: boolean) => {
		const shape = isTransposed ? [columns, rows] : [rows, columns];
		return f32(...(shared === name ? [] : batch), ...shape);
	};
	return {
		inputs: [operand('a', m, k, transposeA), operand('b', k, n, transposeB)],
		attributes: { transposeA, transposeB, alpha: draw.oneOf(1, -0.5, 0.3, 4) }
	};
}

/**
 * Y = alpha op(A) op(B), batched over a leading axis; an operand without that axis is shared by the
 * batch.
 */
export const matmul: OpSpec<MatmulAttributes> = defineOp({
	id: 'matmul',
	takes: [0, 1],
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
	vjp(context) {
		const { input, cotangent, needs, attributes } = context;
		if (attributes.splits !== undefined) {
			throw new LabError('internal', 'op "matmul": a product with k split is not differentiable');
		}
		const { transposeA = false, transposeB = false, alpha = 1 } = attributes;
		const isPlain = !transposeA && !transposeB;
		const isLong = isPlain && cotangent(0).shape.length === 2 && isSplit(input(0), cotangent(0));
		const isBoth = isPlain && !isLong && needs(0) && needs(1);
		return isBoth ? bothGradients(context, alpha) : singleGradients(context, isLong);
	},
	kernel: (shapes, attributes, kind) =>
		matmulCall('matmul', bindings('a', 'b', '*y'), shapes, attributes, kind),
	wasm({ input }, attributes) {
		const g = matmulGeometry(input(0), input(1), attributes);
		const { batch, m, n, k, kTotal, aRow, aColumn, aBatch, bBatch } = g;
		const isShared = bBatch === 0 ? 1 : 0;
		return [
			packCall(1, g),
			{
				kernel: 'matmul',
				tensors: [0, 2],
				numbers: [m, n, k, kTotal, aRow, aColumn, aBatch, isShared, attributes.alpha ?? 1],
				scratch: 0,
				...productParts(batch * groupsOf(m), n, k)
			}
		];
	},
	// A product, k additions, the factor alpha and its own rounding to float32.
	float32: ({ inputShape, attributes }) =>
		matmulGeometry(inputShape(0), inputShape(1), attributes).k + 3,
	flop: productFlop,
	anyCase: (draw) => (draw.whole(0, 3) === 0 ? anySplit(draw) : anyWhole(draw)),
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
			attributes: { transposeA: true, splits: 3 },
			refusesGradient: true
		},
		{ name: 'more than one tile', inputs: [f32(70, 35), f32(35, 67)], attributes: {} },
		{
			name: 'tiles enough for a GPU',
			inputs: [f32(64, 3, 2), f32(2, 2)],
			attributes: {}
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
