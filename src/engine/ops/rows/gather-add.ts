import { axis, elementCount, f32, u32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';
import { segmentSum } from './segment-sum.ts';

/**
 * Y[i] = left[leftIndex[i]] + right[rightIndex[i]]: a first layer on two one-hots, or token plus
 * position.
 */
export const gatherAdd = defineOp({
	id: 'gather-add',
	infer: (input) => [f32(axis(input(2), 0), axis(input(0), 1))],
	reference({ input, output, outputShape }) {
		const [left, right, leftIndex, rightIndex, y] = [
			input(0),
			input(1),
			input(2),
			input(3),
			output(0)
		];
		const columns = axis(outputShape(0), 1);
		for (let i = 0; i < leftIndex.length; i++) {
			const [a, b] = [(leftIndex[i] ?? 0) * columns, (rightIndex[i] ?? 0) * columns];
			for (let j = 0; j < columns; j++) {
				y[i * columns + j] = (left[a + j] ?? 0) + (right[b + j] ?? 0);
			}
		}
	},
	vjp({ graph, input, cotangent, needs }) {
		const gradient = (index: number) => {
			const list = graph.indexListOf(input(index));
			return graph.one(segmentSum, [cotangent(0), list.order, list.offsets], {});
		};
		return [
			needs(0) ? gradient(2) : undefined,
			needs(1) ? gradient(3) : undefined,
			undefined,
			undefined
		];
	},
	wasm({ output }) {
		const [rows, columns] = [axis(output(0), 0), axis(output(0), 1)];
		const parts = { count: rows, ns: 0.2 * columns };
		return [{ kernel: 'gatherAdd', tensors: [0, 1, 2, 3, 4], numbers: [columns], parts }];
	},
	kernel({ output }) {
		const count = elementCount(output(0));
		return {
			shader: 'gather-add',
			libraries: [],
			overrides: {},
			bindings: bindings('left', 'right', 'left_index:u32', 'right_index:u32', '*y'),
			params: [
				['count', 'u32', count],
				['columns', 'u32', axis(output(0), 1)]
			],
			workgroups: linearWorkgroups(count)
		};
	},
	float32: () => 1,
	flop: ({ output }) => elementCount(output(0)),
	anyCase(draw) {
		const [left, right] = [draw.whole(1, 30), draw.whole(1, 30)];
		const [columns, count] = [draw.whole(1, 20), draw.whole(1, 200)];
		return {
			inputs: [f32(left, columns), f32(right, columns), u32(count), u32(count)],
			bounds: { 2: left, 3: right },
			attributes: {}
		};
	},
	cases: [
		{
			name: 'odd',
			inputs: [f32(5, 7), f32(3, 7), u32(11), u32(11)],
			bounds: { 2: 5, 3: 3 },
			attributes: {}
		}
	]
});
