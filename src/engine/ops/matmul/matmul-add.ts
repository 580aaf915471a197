import { axis, elementCount, f32 } from '../../core/tensor.ts';
import { bindings, defineOp } from '../define.ts';
import { matmulCall, productCalls, productFlop } from './matmul-kernel.ts';
import { longProduct, rowGradient } from './matmul.ts';

/** Y = A B + C: a product accumulated onto a matrix. A [m, k], B [k, n], C [m, n]. */
export const matmulAdd = defineOp({
	id: 'matmul-add',
	infer: (input) => [f32(axis(input(0), 0), axis(input(1), 1))],
	reference({ input, output, inputShape, outputShape }) {
		const [a, b, c, y] = [input(0), input(1), input(2), output(0)];
		const [k, n] = [axis(inputShape(0), 1), axis(outputShape(0), 1)];
		y.set(c);
		for (let i = 0; i < y.length / n; i++) {
			for (let l = 0; l < k; l++) {
				const factor = a[i * k + l] ?? 0;
				for (let j = 0; j < n; j++) {
					y[i * n + j] = (y[i * n + j] ?? 0) + factor * (b[l * n + j] ?? 0);
				}
			}
		}
	},
	vjp({ graph, input, cotangent, needs }) {
		const [a, b, dy] = [input(0), input(1), cotangent(0)];
		return [
			needs(0) ? rowGradient(graph, dy, b) : undefined,
			needs(1) ? longProduct(graph, a, dy) : undefined,
			dy
		];
	},
	kernel: (shapes, _, kind) =>
		matmulCall('matmul-add', bindings('a', 'b', 'c', '*y'), shapes, {}, kind),
	wasm: (shapes) => productCalls({ kernel: 'matmulAdd', tensors: [0, 2, 3] }, shapes, {}),
	float32: ({ size }) => size(0, 1) + 4,
	flop: (shapes) => productFlop(shapes, {}) + elementCount(shapes.output(0)),
	anyCase(draw) {
		const [m, k, n] = [draw.whole(1, 70), draw.whole(1, 40), draw.whole(1, 70)];
		return { inputs: [f32(m, k), f32(k, n), f32(m, n)], attributes: {} };
	},
	cases: [
		{ name: 'odd', inputs: [f32(35, 6), f32(6, 34), f32(35, 34)], attributes: {} },
		{ name: 'single', inputs: [f32(1, 3), f32(3, 1), f32(1, 1)], attributes: {} }
	]
});
