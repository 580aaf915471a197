import { axis, elementCount, f32, u32 } from '../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from './define.ts';

/** Mean entries of a segment from which 64 lanes a segment pay on a GPU. */
const WIDE_FROM_ENTRIES = 8;

type SegmentSumAttributes = { readonly transpose?: boolean };

/**
 * Y[s] = sum of x[order[e]] for offsets[s] <= e < offsets[s + 1], in that order: the gradient of a gather,
 * without atomics and the same every time. x [count, columns]; Y [segments, columns], or its transpose.
 */
export const segmentSum = defineOp<SegmentSumAttributes>({
	id: 'segment-sum',
	infer(input, { transpose = false }) {
		const [segments, columns] = [axis(input(2), 0) - 1, axis(input(0), 1)];
		return [transpose ? f32(columns, segments) : f32(segments, columns)];
	},
	reference({ input, output, inputShape, attributes }) {
		const [x, order, offsets, y] = [input(0), input(1), input(2), output(0)];
		const columns = axis(inputShape(0), 1);
		const segments = offsets.length - 1;
		const [rowStep, columnStep] = attributes.transpose === true ? [1, segments] : [columns, 1];
		y.fill(0);
		for (let s = 0; s < segments; s++) {
			for (let e = offsets[s] ?? 0; e < (offsets[s + 1] ?? 0); e++) {
				const start = (order[e] ?? 0) * columns;
				for (let j = 0; j < columns; j++) {
					const at = s * rowStep + j * columnStep;
					y[at] = (y[at] ?? 0) + (x[start + j] ?? 0);
				}
			}
		}
	},
	kernel({ input, output }, { transpose = false }, adapterKind) {
		const count = elementCount(output(0));
		const columns = axis(input(0), 1);
		const segments = axis(input(2), 0) - 1;
		const isWide = adapterKind === 'gpu' && axis(input(1), 0) >= WIDE_FROM_ENTRIES * segments;
		return {
			shader: isWide ? 'segment-sum-wide' : 'segment-sum',
			libraries: isWide ? ['workgroup-sum'] : [],
			overrides: {},
			bindings: bindings('x', 'order:u32', 'offsets:u32', '*y'),
			params: [
				['count', 'u32', count],
				['columns', 'u32', columns],
				['y_row', 'u32', transpose ? 1 : columns],
				['y_column', 'u32', transpose ? segments : 1]
			],
			workgroups: linearWorkgroups(count, isWide ? 1 : undefined)
		};
	},
	cases: [
		{
			name: 'odd',
			inputs: [f32(23, 5), u32(23), u32(8)],
			indexLists: [[1, 2]],
			attributes: {}
		},
		{
			name: 'transposed',
			inputs: [f32(40, 3), u32(40), u32(4)],
			indexLists: [[1, 2]],
			attributes: { transpose: true }
		}
	]
});
