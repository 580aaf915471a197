import { axis, elementCount, f32, u32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';

type AnswerLogitsAttributes = {
	/** The first so many columns are classes; at least two. */
	readonly classes: number;
};

/**
 * correct[i] = x[i, target[i]], and rival[i] = the largest of the other x[i, 0..classes - 1]. x f32
 * [rows, columns], target u32 [rows].
 */
export const answerLogits = defineOp<AnswerLogitsAttributes>({
	id: 'answer-logits',
	infer: (input) => [f32(axis(input(0), 0)), f32(axis(input(0), 0))],
	reference({ input, output, inputShape, attributes }) {
		const [x, target] = [input(0), input(1)];
		const [rows, columns] = [axis(inputShape(0), 0), axis(inputShape(0), 1)];
		for (let i = 0; i < rows; i++) {
			const chosen = target[i] ?? 0;
			let rival = -Infinity;
			for (let j = 0; j < attributes.classes; j++) {
				if (j !== chosen) rival = Math.max(rival, x[i * columns + j] ?? NaN);
			}
			output(0)[i] = x[i * columns + chosen] ?? NaN;
			output(1)[i] = rival;
		}
	},
	kernel({ input }, { classes }) {
		const [rows, columns] = [axis(input(0), 0), axis(input(0), 1)];
		return {
			shader: 'answer-logits',
			libraries: [],
			overrides: {},
			bindings: bindings('x', 'target_class:u32', '*correct', '*rival'),
			params: [
				['rows', 'u32', rows],
				['columns', 'u32', columns],
				['classes', 'u32', classes]
			],
			workgroups: linearWorkgroups(rows)
		};
	},
	withoutGradient: 'A choice among logits for a measure; no loss is read through it.',
	float32: () => 0,
	flop: ({ input }) => elementCount(input(0)),
	anyCase(draw) {
		const classes = draw.whole(2, 140);
		const rows = draw.whole(1, 150);
		return {
			inputs: [f32(rows, classes + draw.whole(0, 3)), u32(rows)],
			bounds: { 1: classes },
			attributes: { classes }
		};
	},
	cases: [
		{ name: 'odd', inputs: [f32(67, 13), u32(67)], bounds: { 1: 12 }, attributes: { classes: 12 } },
		{
			name: 'the target first, last and tied; a larger column beyond the classes',
			inputs: [f32(3, 4), u32(3)],
			fixed: { 0: [5, 2, 1, 9, -3, -2, -1, 8, 4, 4, 0, 7], 1: [0, 2, 1] },
			attributes: { classes: 3 }
		}
	]
});
