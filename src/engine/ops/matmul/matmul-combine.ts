import { elementCount, f32 } from '../../core/tensor.ts';
import { bindings, defineOp } from '../define.ts';
import { groupsOf, matmulCall, matmulGeometry, packCall, productParts } from './matmul-kernel.ts';
import { rounded } from '../op-case.ts';

type CombineAttributes = {
	/** Factor on the product. */
	readonly alpha: number;
	/** Factor on what is added to it. */
	readonly beta: number;
	readonly transposeA?: boolean;
	readonly transposeB?: boolean;
};

/**
 * Y = alpha op(A) op(B) + beta C, batched over a leading axis: A [batch, m, k], B [batch, k, n], C
 * [batch, m, n].
 */
export const matmulCombine = defineOp<CombineAttributes>({
	id: 'matmul-combine',
	infer: (input) => [f32(...input(2))],
	reference({ input, output, inputShape, attributes }) {
		const [a, b, c, y] = [input(0), input(1), input(2), output(0)];
		const { alpha, beta } = attributes;
		const g = matmulGeometry(inputShape(0), inputShape(1), attributes);
		for (let batch = 0; batch < g.batch; batch++) {
			for (let i = 0; i < g.m; i++) {
				for (let j = 0; j < g.n; j++) {
					let sum = 0;
					for (let l = 0; l < g.k; l++) {
						const left = a[batch * g.aBatch + i * g.aRow + l * g.aColumn] ?? 0;
						sum += left * (b[batch * g.bBatch + l * g.bRow + j * g.bColumn] ?? 0);
					}
					const at = (batch * g.m + i) * g.n + j;
					y[at] = alpha * sum + beta * (c[at] ?? 0);
				}
			}
		}
	},
	wasm({ input }, attributes) {
		const g = matmulGeometry(input(0), input(1), attributes);
		const { batch, m, n, k, aRow, aColumn, aBatch, bBatch } = g;
		const { alpha, beta } = attributes;
		const isShared = bBatch === 0 ? 1 : 0;
		return [
			packCall(1, g),
			{
				kernel: 'matmulCombine',
				tensors: [0, 2, 3],
				numbers: [m, n, k, aRow, aColumn, aBatch, isShared, alpha, beta],
				scratch: 0,
				...productParts(batch * groupsOf(m), n, k)
			}
		];
	},
	kernel: (shapes, attributes, kind) =>
		matmulCall('matmul-combine', bindings('a', 'b', 'c', '*y'), shapes, attributes, kind, [
			['beta', 'f32', attributes.beta]
		]),
	withoutGradient: 'It makes updates of weights, which no loss depends on.',
	float32({ inputs, inputShape, attributes, reference }) {
		const { k } = matmulGeometry(inputShape(0), inputShape(1), attributes);
		const { alpha, beta } = attributes;
		const magnitudes = { ...attributes, alpha: Math.abs(alpha), beta: Math.abs(beta) };
		const [y] = reference(
			inputs.map((values) => Float64Array.from(values, Math.abs)),
			magnitudes
		);
		return [rounded(k + 6, y ?? new Float64Array())];
	},
	flop(shapes, attributes) {
		const { k } = matmulGeometry(shapes.input(0), shapes.input(1), attributes);
		return (2 * k + 3) * elementCount(shapes.output(0));
	},
	anyCase(draw) {
		const [batch, k] = [draw.whole(1, 3), draw.whole(1, 40)];
		const [m, n] = [draw.whole(1, 40), draw.whole(1, 40)];
		const [transposeA, transposeB] = [draw.oneOf(false, true), draw.oneOf(false, true)];
		return {
			inputs: [
				transposeA ? f32(batch, k, m) : f32(batch, m, k),
				transposeB ? f32(batch, n, k) : f32(batch, k, n),
				f32(batch, m, n)
			],
			attributes: {
				alpha: draw.oneOf(1, -2.5),
				beta: draw.oneOf(1, 0, -0.75),
				transposeA,
				transposeB
			}
		};
	},
	cases: [
		{
			name: 'one matrix, a sum of products',
			inputs: [f32(1, 9, 9), f32(1, 9, 9), f32(1, 9, 9)],
			attributes: { alpha: 2.0315, beta: -4.775 }
		},
		{
			name: 'batched, more than one tile',
			inputs: [f32(2, 70, 35), f32(2, 35, 67), f32(2, 70, 67)],
			attributes: { alpha: 1, beta: 3.4445 }
		}
	]
});
