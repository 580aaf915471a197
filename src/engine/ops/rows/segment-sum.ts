import { axis, elementCount, f32, u32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';
import { longestSegment } from '../op-case.ts';
import { LANES_64, oneLane } from '../lanes.ts';

/**
 * Mean entries of a segment from which 64 lanes an output pay on a GPU: when one lane's sum would
 * take too long, or when there are so few outputs that one lane each would leave the GPU idle.
 * Otherwise one lane an output loads coalesced.
 */
const SHARED_FROM_ENTRIES = 512;
const FEW_OUTPUTS = 4096;
const SHARED_FROM_ENTRIES_OF_FEW = 8;

/**
 * Y[s] = sum of x[order[e]] for offsets[s] <= e < offsets[s + 1], in that order: the gradient of a
 * gather, without atomics and the same every time. x [count, columns]; Y [segments, columns].
 */
export const segmentSum = defineOp<Record<string, never>>({
	id: 'segment-sum',
	infer: (input) => [f32(axis(input(2), 0) - 1, axis(input(0), 1))],
	reference({ input, output, inputShape }) {
		const [x, order, offsets, y] = [input(0), input(1), input(2), output(0)];
		const columns = axis(inputShape(0), 1);
		const segments = offsets.length - 1;
		y.fill(0);
		for (let s = 0; s < segments; s++) {
			for (let e = offsets[s] ?? 0; e < (offsets[s + 1] ?? 0); e++) {
				const start = (order[e] ?? 0) * columns;
				for (let j = 0; j < columns; j++) {
					const at = s * columns + j;
					y[at] = (y[at] ?? 0) + (x[start + j] ?? 0);
				}
			}
		}
	},
	wasm({ input, output }) {
		const [segments, columns] = [axis(output(0), 0), axis(output(0), 1)];
		const entries = axis(input(1), 0) / segments;
		const parts = { count: segments, ns: 0.15 * entries * columns };
		return [{ kernel: 'segmentSum', tensors: [0, 1, 2, 3], numbers: [columns], parts }];
	},
	kernel({ input, output }, _, adapterKind) {
		const count = elementCount(output(0));
		const columns = axis(input(0), 1);
		const segments = axis(input(2), 0) - 1;
		const fromEntries = count < FEW_OUTPUTS ? SHARED_FROM_ENTRIES_OF_FEW : SHARED_FROM_ENTRIES;
		const isShared = adapterKind === 'gpu' && axis(input(1), 0) >= fromEntries * segments;
		const lanes = isShared ? LANES_64 : oneLane();
		return {
			shader: 'segment-sum',
			libraries: lanes.libraries,
			overrides: lanes.overrides,
			bindings: bindings('x', 'order:u32', 'offsets:u32', '*y'),
			params: [
				['count', 'u32', count],
				['columns', 'u32', columns]
			],
			workgroups: linearWorkgroups(count, lanes.outputs)
		};
	},
	withoutGradient: 'It is the gradient of a gather; losses are differentiated once.',
	float32: ({ input }) => longestSegment(input(2)),
	flop: ({ input }) => elementCount(input(0)),
	anyCase(draw) {
		const count = draw.whole(1, 200);
		return {
			inputs: [f32(count, draw.whole(1, 20)), u32(count), u32(draw.whole(1, 30) + 1)],
			indexLists: [[1, 2]],
			attributes: {}
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
			name: 'long segments',
			inputs: [f32(40, 3), u32(40), u32(4)],
			indexLists: [[1, 2]],
			attributes: {}
		}
	]
});
