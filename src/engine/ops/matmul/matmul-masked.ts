import { axis, elementCount, f32 } from '../../core/tensor.ts';
import { bindings, defineOp } from '../define.ts';
import { productCalls, matmulCall } from './matmul-kernel.ts';

/**
 * Y = A B^T where activation > 0, else 0: the gradient in front of a ReLU. A [m, k], B [n, k],
 * activation [m, n].
 */
export const matmulMasked = defineOp<Record<string, never>>({
	id: 'matmul-masked',
	infer: (input) => [f32(axis(input(0), 0), axis(input(1), 0))],
	reference({ input, output, inputShape, outputShape }) {
		const [a, b, activation, y] = [input(0), input(1), input(2), output(0)];
		const [k, n] = [axis(inputShape(0), 1), axis(outputShape(0), 1)];
		for (let i = 0; i < y.length; i++) {
			const [left, right] = [Math.floor(i / n) * k, (i % n) * k];
			let sum = 0;
			for (let l = 0; l < k; l++) sum += (a[left + l] ?? 0) * (b[right + l] ?? 0);
			y[i] = (activation[i] ?? 0) > 0 ? sum : 0;
		}
	},
	kernel: (shapes, _, kind) =>
		matmulCall(
			'matmul-masked',
			bindings('a', 'b', 'activation', '*y'),
			shapes,
			{ transposeB: true },
			kind
		),
	wasm: (shapes) =>
		productCalls({ kernel: 'matmulMasked', tensors: [0, 2, 3] }, shapes, { transposeB: true }),
	withoutGradient: 'It is a gradient itself; losses are differentiated once.',

	float32: ({ size }) => size(0, 1) + 1,
	flop: ({ input, output }) => (2 * axis(input(0), 1) + 1) * elementCount(output(0)),
	anyCase(draw) {
		const [m, k, n] = [draw.whole(1, 70), draw.whole(1, 40), draw.whole(1, 70)];
		return { inputs: [f32(m, k), f32(n, k), f32(m, n)], attributes: {} };
	},
	cases: [
		{ name: 'odd', inputs: [f32(35, 6), f32(34, 6), f32(35, 34)], attributes: {} },
		{ name: 'single', inputs: [f32(1, 3), f32(1, 3), f32(1, 1)], attributes: {} }
	]
});
