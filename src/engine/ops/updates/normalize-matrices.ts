import { axis, elementCount, f32 } from '../../core/tensor.ts';
import { bindings, defineOp } from '../define.ts';

/** Y = X / (|X|_F + eps), matrix by matrix of a batch [batch, m, n]. */
export const normalizeMatrices = defineOp<{ readonly eps: number }>({
	id: 'normalize-matrices',
	infer: (input) => [f32(...input(0))],
	reference({ input, output, inputShape, attributes: { eps } }) {
		const size = elementCount(inputShape(0).slice(1));
		for (let start = 0; start < input(0).length; start += size) {
			const matrix = input(0).subarray(start, start + size);
			let sum = 0;
			for (const value of matrix) sum += value * value;
			const norm = Math.sqrt(sum) + eps;
			for (let i = 0; i < size; i++) output(0)[start + i] = (matrix[i] ?? 0) / norm;
		}
	},
	wasm({ input }, { eps }) {
		const [batch = 0, ...matrix] = input(0);
		const numbers = [batch, elementCount(matrix), eps];
		return [{ kernel: 'normalizeMatrices', tensors: [0, 1], numbers }];
	},
	kernel({ input }, { eps }) {
		return {
			shader: 'normalize-matrices',
			libraries: ['workgroup-sum'],
			overrides: {},
			bindings: bindings('x', '*y'),
			params: [
				['size', 'u32', elementCount(input(0).slice(1))],
				['eps', 'f32', eps]
			],
			workgroups: [axis(input(0), 0), 1]
		};
	},
	withoutGradient: 'It makes updates of weights, which no loss depends on.',
	// Half the roundings of the sum through the root, the root by 1 / inverseSqrt (4.5), eps and
	// the quotient (3.5).
	float32: ({ inputShape }) => elementCount(inputShape(0).slice(1)) / 2 + 9,
	flop: ({ input }) => 3 * elementCount(input(0)),
	anyCase: (draw) => ({
		inputs: [f32(draw.whole(1, 4), draw.whole(1, 30), draw.whole(1, 30))],
		attributes: { eps: draw.oneOf(1e-7, 0.5) }
	}),
	cases: [
		{ name: 'one', inputs: [f32(1, 13, 11)], attributes: { eps: 1e-7 } },
		{ name: 'a batch of single numbers', inputs: [f32(5, 1, 1)], attributes: { eps: 0.25 } }
	]
});
