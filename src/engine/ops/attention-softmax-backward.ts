import { axis, f32 } from '../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from './define.ts';

/**
 * d_scores[row, j, h] = pattern (d_pattern - sum over j of pattern d_pattern), from [rows, heads, context]
 * inputs. Heads last, so that entries (row, j) can be summed per table row.
 */
export const attentionSoftmaxBackward = defineOp({
	id: 'attention-softmax-backward',
	infer: (input) => [f32(axis(input(0), 0), axis(input(0), 2), axis(input(0), 1))],
	reference({ input, output, inputShape }) {
		const [pattern, gradient, result] = [input(0), input(1), output(0)];
		const [rows, heads, context] = [
			axis(inputShape(0), 0),
			axis(inputShape(0), 1),
			axis(inputShape(0), 2)
		];
		for (let i = 0; i < rows * heads; i++) {
			const [row, h] = [Math.floor(i / heads), i % heads];
			const start = i * context;
			let dot = 0;
			for (let j = 0; j < context; j++) {
				dot += (pattern[start + j] ?? 0) * (gradient[start + j] ?? 0);
			}
			for (let j = 0; j < context; j++) {
				result[(row * context + j) * heads + h] =
					(pattern[start + j] ?? 0) * ((gradient[start + j] ?? 0) - dot);
			}
		}
	},
	kernel({ input }) {
		const [rows, heads, context] = [axis(input(0), 0), axis(input(0), 1), axis(input(0), 2)];
		return {
			shader: 'attention-softmax-backward',
			libraries: [],
			overrides: {},
			bindings: bindings('pattern', 'd_pattern', '*d_scores'),
			params: [
				['count', 'u32', rows * heads],
				['heads', 'u32', heads],
				['context', 'u32', context]
			],
			workgroups: linearWorkgroups(rows * heads)
		};
	},
	cases: [
		{ name: 'odd', inputs: [f32(17, 3, 3), f32(17, 3, 3)], attributes: {} },
		{ name: 'one head', inputs: [f32(5, 1, 2), f32(5, 1, 2)], attributes: {} }
	]
});
