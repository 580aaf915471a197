import { axis, elementCount, f32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';
import { rounded, type ErrorContext } from '../op-case.ts';

/**
 * A dot product over the keys, a difference and a product, relative to the sum of all magnitudes.
 */
function errorOf({ input, inputShape }: ErrorContext<Record<string, never>>) {
	const [pattern, gradient, keys] = [input(0), input(1), axis(inputShape(0), 3)];
	const magnitude = Float64Array.from(pattern, (weight, at) => {
		const start = at - (at % keys);
		let dot = 0;
		for (let j = start; j < start + keys; j++) {
			dot += Math.abs((pattern[j] ?? 0) * (gradient[j] ?? 0));
		}
		return Math.abs(weight) * (Math.abs(gradient[at] ?? 0) + dot);
	});
	return [rounded(keys + 3, magnitude)];
}

/**
 * d_scores = pattern (d_pattern - sum over keys of pattern d_pattern), row by row: the gradient of
 * a softmax from its output. Keys that a query does not see have pattern 0, hence gradient 0. All
 * [examples, queries, heads, keys].
 */
export const softmaxKeysGradient = defineOp<Record<string, never>>({
	id: 'softmax-keys-gradient',
	infer: (input) => [f32(...input(0))],
	reference({ input, output, inputShape }) {
		const [pattern, gradient, result] = [input(0), input(1), output(0)];
		const keys = axis(inputShape(0), 3);
		for (let start = 0; start < pattern.length; start += keys) {
			let dot = 0;
			for (let j = start; j < start + keys; j++) dot += (pattern[j] ?? 0) * (gradient[j] ?? 0);
			for (let j = start; j < start + keys; j++) {
				result[j] = (pattern[j] ?? 0) * ((gradient[j] ?? 0) - dot);
			}
		}
	},
	withoutGradient: 'the gradient of another op',
	wasm({ input }) {
		const keys = axis(input(0), 3);
		const parts = { count: elementCount(input(0)) / keys, ns: 5 + keys };
		return [{ kernel: 'softmaxKeysGradient', tensors: [0, 1, 2], numbers: [keys], parts }];
	},
	kernel({ input }) {
		const keys = axis(input(0), 3);
		const rows = elementCount(input(0)) / keys;
		return {
			shader: 'softmax-keys-gradient',
			libraries: [],
			overrides: {},
			bindings: bindings('pattern', 'd_pattern', '*d_scores'),
			params: [
				['rows', 'u32', rows],
				['keys', 'u32', keys]
			],
			workgroups: linearWorkgroups(rows)
		};
	},
	float32: errorOf,
	// A multiply-add, a difference and a product.
	flop: ({ output }) => 4 * elementCount(output(0)),
	anyCase(draw) {
		const shape = f32(draw.whole(1, 20), draw.whole(1, 6), draw.whole(1, 4), draw.whole(1, 6));
		return { inputs: [shape, shape], attributes: {} };
	},
	cases: [
		{ name: 'odd', inputs: [f32(5, 3, 2, 4), f32(5, 3, 2, 4)], attributes: {} },
		{ name: 'one key', inputs: [f32(70, 1, 1, 1), f32(70, 1, 1, 1)], attributes: {} }
	]
});
