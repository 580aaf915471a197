import { axis, elementCount, f32, u32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';
import { lanesOfRow } from '../lanes.ts';

type ArgmaxAttributes = {
	/** The first so many columns take part. */
	readonly classes: number;
};

/**
 * y[i] = the first of the largest among x[i, 0..classes - 1]: the predicted class. x f32 [rows,
 * columns]; y u32 [rows].
 */
export const argmaxRows = defineOp<ArgmaxAttributes>({
	id: 'argmax-rows',
	infer: (input) => [u32(axis(input(0), 0))],
	reference({ input, output, inputShape, attributes }) {
		const [x, y] = [input(0), output(0)];
		const [rows, columns] = [axis(inputShape(0), 0), axis(inputShape(0), 1)];
		for (let i = 0; i < rows; i++) {
			let best = 0;
			for (let j = 1; j < attributes.classes; j++) {
				if ((x[i * columns + j] ?? 0) > (x[i * columns + best] ?? 0)) best = j;
			}
			y[i] = best;
		}
	},
	kernel({ input }, { classes }, adapterKind) {
		const [rows, columns] = [axis(input(0), 0), axis(input(0), 1)];
		const lanes = lanesOfRow(adapterKind);
		return {
			shader: 'argmax-rows',
			libraries: lanes.libraries,
			overrides: lanes.overrides,
			bindings: bindings('x', '*y:u32'),
			params: [
				['rows', 'u32', rows],
				['columns', 'u32', columns],
				['classes', 'u32', classes]
			],
			workgroups: linearWorkgroups(rows, lanes.outputs)
		};
	},
	withoutGradient: 'A choice among classes has no slope.',
	float32: () => 0,
	flop: ({ input }) => elementCount(input(0)),
	anyCase(draw) {
		const classes = draw.whole(1, 140);
		return {
			inputs: [f32(draw.whole(1, 150), classes + draw.whole(0, 3))],
			attributes: { classes }
		};
	},
	cases: [
		{ name: 'odd', inputs: [f32(67, 13)], attributes: { classes: 12 } },
		{ name: 'more classes than lanes', inputs: [f32(5, 131)], attributes: { classes: 131 } },
		{
			name: 'ties, and a larger column beyond the classes',
			inputs: [f32(3, 4)],
			fixed: { 0: [1, 2, 2, 9, 3, 3, 3, 3, -2, -1, -1, 0] },
			attributes: { classes: 3 }
		}
	]
});
