import { axis, elementCount, f32, u32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';
import { lanesOfRow } from '../lanes.ts';
import { FLOAT32_ULP } from '../op-case.ts';

type NumericsAttributes = {
	/** Factor on the sum of a row of the gradient: the rows that the loss is the mean over. */
	readonly scale: number;
};

/**
 * What rounding does to each row of a loss: y [rows, 4] = (1, 1 where the loss is exactly 0, |sum
 * of the gradient over the classes| scale, largest |logit|) of a train row (group 0), and 0 of
 * others. Inputs: loss f32 [rows], gradient and logits f32 [rows, classes], group u32 [rows].
 */
export const rowNumerics = defineOp<NumericsAttributes>({
	id: 'row-numerics',
	infer: (input) => [f32(axis(input(0), 0), 4)],
	reference({ input, output, inputShape, attributes: { scale } }) {
		const [loss, gradient, logits, group, y] = [input(0), input(1), input(2), input(3), output(0)];
		const [rows, classes] = [axis(inputShape(1), 0), axis(inputShape(1), 1)];
		y.fill(0);
		for (let row = 0; row < rows; row++) {
			if (group[row] !== 0) continue;
			let [sum, largest] = [0, 0];
			for (let j = 0; j < classes; j++) {
				sum += gradient[row * classes + j] ?? 0;
				largest = Math.max(largest, Math.abs(logits[row * classes + j] ?? 0));
			}
			y.set([1, loss[row] === 0 ? 1 : 0, Math.abs(sum) * scale, largest], 4 * row);
		}
	},
	kernel({ input }, { scale }, adapterKind) {
		const [rows, classes] = [axis(input(1), 0), axis(input(1), 1)];
		const lanes = lanesOfRow(adapterKind);
		return {
			shader: 'row-numerics',
			libraries: lanes.libraries,
			overrides: lanes.overrides,
			bindings: bindings('loss', 'gradient', 'logits', 'group:u32', '*y'),
			params: [
				['rows', 'u32', rows],
				['classes', 'u32', classes],
				['scale', 'f32', scale]
			],
			workgroups: linearWorkgroups(rows, lanes.outputs)
		};
	},
	withoutGradient: 'It is a measure; no run is trained on it.',
	// The sum passes a rounding for each class, the product one; all else is exact.
	float32({ input, size, attributes: { scale } }) {
		const [rows, classes] = [size(1, 0), size(1, 1)];
		const bound = new Float64Array(4 * rows);
		for (let row = 0; row < rows; row++) {
			const own = input(1).subarray(row * classes, (row + 1) * classes);
			const size = Array.from(own, Math.abs).reduce((sum, value) => sum + value, 0);
			bound[4 * row + 2] = (classes + 1) * FLOAT32_ULP * size * scale;
		}
		return [bound];
	},
	flop: ({ input }) => 2 * elementCount(input(1)),
	anyCase(draw) {
		const [rows, classes] = [draw.whole(1, 150), draw.whole(2, 140)];
		return {
			inputs: [f32(rows), f32(rows, classes), f32(rows, classes), u32(rows)],
			bounds: { 3: 2 },
			attributes: { scale: draw.oneOf(1, 150) }
		};
	},
	cases: [
		{
			name: 'losses of zero, more classes than lanes',
			inputs: [f32(4), f32(4, 131), f32(4, 131), u32(4)],
			fixed: { 0: [0, 1e-20, 0, 2], 3: [0, 0, 1, 0] },
			attributes: { scale: 4 }
		},
		{
			name: 'odd',
			inputs: [f32(67), f32(67, 13), f32(67, 13), u32(67)],
			bounds: { 3: 3 },
			attributes: { scale: 67 }
		}
	]
});
