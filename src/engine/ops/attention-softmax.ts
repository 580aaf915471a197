import { axis, f32, u32 } from '../core/tensor.ts';
import { attentionScoreGradient } from './attention-score-gradient.ts';
import { bindings, defineOp, linearWorkgroups } from './define.ts';

type AttentionAttributes = {
	readonly context: number;
	/** Positions after those of the context, of score 0: scores are relative to theirs. */
	readonly zeros?: number;
};

/**
 * pattern[row, h, j] = softmax over j of scores[h, index[row, j]]: attention of the last position over its
 * context, from a table of scores [heads, table rows] and an index u32 [rows * context]. Scores past the context are 0.
 */
export const attentionSoftmax = defineOp<AttentionAttributes>({
	id: 'attention-softmax',
	infer: (input, { context, zeros = 0 }) => [
		f32(axis(input(1), 0) / context, axis(input(0), 0), context + zeros)
	],
	reference({ input, output, inputShape, attributes: { context, zeros = 0 } }) {
		const [scores, index, pattern] = [input(0), input(1), output(0)];
		const [heads, tableRows] = [axis(inputShape(0), 0), axis(inputShape(0), 1)];
		const rows = index.length / context;
		const width = context + zeros;
		for (let row = 0; row < rows; row++) {
			for (let h = 0; h < heads; h++) {
				const score = (j: number) =>
					j < context ? (scores[h * tableRows + (index[row * context + j] ?? 0)] ?? 0) : 0;
				let peak = -Infinity;
				for (let j = 0; j < width; j++) peak = Math.max(peak, score(j));
				let total = 0;
				for (let j = 0; j < width; j++) total += Math.exp(score(j) - peak);
				for (let j = 0; j < width; j++) {
					pattern[(row * heads + h) * width + j] = Math.exp(score(j) - peak) / total;
				}
			}
		}
	},
	vjp({ recorder, input, output, cotangent, attributes: { context } }) {
		const list = recorder.indexListOf(input(1));
		return [
			recorder.one(attentionScoreGradient, [output(0), cotangent(0), list.order, list.offsets], {
				context
			}),
			undefined
		];
	},
	kernel({ input, output }, { context }) {
		const [rows, heads, width] = [axis(output(0), 0), axis(output(0), 1), axis(output(0), 2)];
		return {
			shader: 'attention-softmax',
			libraries: [],
			overrides: {},
			bindings: bindings('scores', 'index:u32', '*pattern'),
			params: [
				['count', 'u32', rows * heads],
				['heads', 'u32', heads],
				['table_rows', 'u32', axis(input(0), 1)],
				['context', 'u32', context],
				['width', 'u32', width]
			],
			workgroups: linearWorkgroups(rows * heads)
		};
	},
	cases: [
		{
			name: 'three positions',
			inputs: [f32(3, 9), u32(51)],
			bounds: { 1: 9 },
			attributes: { context: 3 }
		},
		{
			name: 'relative to the last one',
			inputs: [f32(5, 9), u32(34)],
			bounds: { 1: 9 },
			attributes: { context: 2, zeros: 1 }
		},
		{ name: 'one head', inputs: [f32(1, 4), u32(10)], bounds: { 1: 4 }, attributes: { context: 2 } }
	]
});
