import { axis, elementCount, f32, u32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';
import { segmentSum } from './segment-sum.ts';

/** Y[i] = table[index[i]]: rows of a table [segments, columns] by an index u32 [count]. */
export const gatherRows = defineOp({
	id: 'gather-rows',
	infer: (input) => [f32(axis(input(1), 0), axis(input(0), 1))],
	reference({ input, output, outputShape }) {
		const [table, index, y] = [input(0), input(1), output(0)];
		const columns = axis(outputShape(0), 1);
		for (let i = 0; i < index.length; i++) {
			const start = (index[i] ?? 0) * columns;
			y.set(table.subarray(start, start + columns), i * columns);
		}
	},
	vjp({ graph, input, cotangent }) {
		const list = graph.indexListOf(input(1));
		return [graph.one(segmentSum, [cotangent(0), list.order, list.offsets], {}), undefined];
	},
	wasm({ output }) {
		const [rows, columns] = [axis(output(0), 0), axis(output(0), 1)];
		const parts = { count: rows, ns: 0.1 * columns };
		return [{ kernel: 'gatherRows', tensors: [0, 1, 2], numbers: [columns], parts }];
	},
	kernel({ output }) {
		const count = elementCount(output(0));
		return {
			shader: 'gather-rows',
			libraries: [],
			overrides: {},
			bindings: bindings('table', 'index:u32', '*y'),
			params: [
				['count', 'u32', count],
				['columns', 'u32', axis(output(0), 1)]
			],
			workgroups: linearWorkgroups(count)
		};
	},
	float32: () => 0,
	flop: () => 0,
	anyCase(draw) {
		const segments = draw.whole(1, 30);
		return {
			inputs: [f32(segments, draw.whole(1, 20)), u32(draw.whole(1, 200))],
			bounds: { 1: segments },
			attributes: {}
		};
	},
	cases: [
		{ name: 'odd', inputs: [f32(5, 7), u32(11)], bounds: { 1: 5 }, attributes: {} },
		{ name: 'one row', inputs: [f32(1, 3), u32(70)], bounds: { 1: 1 }, attributes: {} }
	]
});
