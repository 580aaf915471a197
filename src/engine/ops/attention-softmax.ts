import { axis, elementCount, f32, u32 } from '../core/tensor.ts';
import { attentionSoftmaxBackward } from './attention-softmax-backward.ts';
import { bindings, defineOp, linearWorkgroups } from './define.ts';
import { segmentSum } from './segment-sum.ts';

type AttentionAttributes = { readonly context: number };

/**
 * pattern[row, h, j] = softmax over j of scores[h, index[row, j]]: attention of the last position over its
 * context, from a table of scores [heads, table rows] and an index u32 [rows * context].
 */
export const attentionSoftmax = defineOp<AttentionAttributes>({
	id: 'attention-softmax',
	infer: (input, { context }) => [f32(axis(input(1), 0) / context, axis(input(0), 0), context)],
	reference({ input, output, inputShape, attributes: { context } }) {
		const [scores, index, pattern] = [input(0), input(1), output(0)];
		const [heads, tableRows] = [axis(inputShape(0), 0), axis(inputShape(0), 1)];
		const rows = index.length / context;
		for (let row = 0; row < rows; row++) {
			for (let h = 0; h < heads; h++) {
				const score = (j: number) => scores[h * tableRows + (index[row * context + j] ?? 0)] ?? 0;
				let peak = -Infinity;
				for (let j = 0; j < context; j++) peak = Math.max(peak, score(j));
				let total = 0;
				for (let j = 0; j < context; j++) total += Math.exp(score(j) - peak);
				for (let j = 0; j < context; j++) {
					pattern[(row * heads + h) * context + j] = Math.exp(score(j) - peak) / total;
				}
			}
		}
	},
	vjp({ recorder, input, output, cotangent }) {
		const list = recorder.indexListOf(input(1));
		// Per entry first [rows * context, heads], then summed per table row.
		const perEntry = recorder.one(attentionSoftmaxBackward, [output(0), cotangent(0)], {});
		const entries = recorder.reshape(perEntry, [
			axis(input(1).shape, 0),
			elementCount(perEntry.shape) / axis(input(1).shape, 0)
		]);
		return [
			recorder.one(segmentSum, [entries, list.order, list.offsets], { transpose: true }),
			undefined
		];
	},
	kernel({ input, output }, { context }) {
		const [rows, heads] = [axis(output(0), 0), axis(output(0), 1)];
		return {
			shader: 'attention-softmax',
			libraries: [],
			overrides: {},
			bindings: bindings('scores', 'index:u32', '*pattern'),
			params: [
				['count', 'u32', rows * heads],
				['heads', 'u32', heads],
				['table_rows', 'u32', axis(input(0), 1)],
				['context', 'u32', context]
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
		{ name: 'one head', inputs: [f32(1, 4), u32(10)], bounds: { 1: 4 }, attributes: { context: 2 } }
	]
});
