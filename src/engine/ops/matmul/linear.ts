import { axis, elementCount, f32 } from '../../core/tensor.ts';
import { columnSum } from '../rows/column-sum.ts';
import { bindings, defineOp } from '../define.ts';
import { matmulCall, productCalls, productFlop } from './matmul-kernel.ts';
import { longProduct, rowGradient } from './matmul.ts';

type LinearAttributes = { readonly activation: 'none' | 'relu' };

/** Y = activation(X W + b): one dispatch for a layer. X [rows, k], W [k, n], b [n]. */
export const linear = defineOp<LinearAttributes>({
	id: 'linear',
	infer: (input) => [f32(axis(input(0), 0), axis(input(1), 1))],
	reference({ input, output, inputShape, outputShape, attributes }) {
		const [x, w, b, y] = [input(0), input(1), input(2), output(0)];
		const [rows, n] = [axis(outputShape(0), 0), axis(outputShape(0), 1)];
		const k = axis(inputShape(0), 1);
		for (let i = 0; i < rows; i++) {
			for (let j = 0; j < n; j++) y[i * n + j] = b[j] ?? 0;
			for (let l = 0; l < k; l++) {
				const factor = x[i * k + l] ?? 0;
				for (let j = 0; j < n; j++) {
					y[i * n + j] = (y[i * n + j] ?? 0) + factor * (w[l * n + j] ?? 0);
				}
			}
			if (attributes.activation === 'relu') {
				for (let j = 0; j < n; j++) y[i * n + j] = Math.max(0, y[i * n + j] ?? 0);
			}
		}
	},
	vjp({ graph, input, output, cotangent, maskedCotangent, needs, attributes }) {
		const [x, w] = [input(0), input(1)];
		const isRelu = attributes.activation === 'relu';
		const dy = isRelu ? maskedCotangent(0, output(0)) : cotangent(0);
		return [
			needs(0) ? rowGradient(graph, dy, w) : undefined,
			needs(1) ? longProduct(graph, x, dy) : undefined,
			needs(2) ? graph.one(columnSum, [dy], {}) : undefined
		];
	},
	kernel: (shapes, attributes, kind) =>
		matmulCall('linear', bindings('a', 'b', 'bias', '*y'), shapes, {}, kind, [
			['is_relu', 'u32', attributes.activation === 'relu' ? 1 : 0]
		]),
	wasm: (shapes, { activation }) =>
		productCalls({ kernel: 'linear', tensors: [0, 2, 3] }, shapes, {}, [
			activation === 'relu' ? 1 : 0
		]),
	// As a product, and the bias.
	float32: ({ size }) => size(0, 1) + 4,
	flop: (shapes, { activation }) =>
		productFlop(shapes, {}) + elementCount(shapes.output(0)) * (activation === 'relu' ? 2 : 1),
	anyCase(draw) {
		const [rows, k, n] = [draw.whole(1, 70), draw.whole(1, 40), draw.whole(1, 70)];
		return {
			inputs: [f32(rows, k), f32(k, n), f32(n)],
			attributes: { activation: draw.oneOf('none', 'relu') }
		};
	},
	cases: [
		{ name: 'relu', inputs: [f32(35, 6), f32(6, 34), f32(34)], attributes: { activation: 'relu' } },
		{ name: 'plain', inputs: [f32(3, 5), f32(5, 1), f32(1)], attributes: { activation: 'none' } }
	]
});
