import { axis, elementCount, f32, u32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';

/**
 * y[i, j] = x[i, columns[j]]: chosen columns of x [rows, width] in the order of an index u32
 * [count].
 */
export const gatherColumns = defineOp({
	id: 'gather-columns',
	infer: (input) => [f32(axis(input(0), 0), axis(input(1), 0))],
	reference({ input, output, inputShape }) {
		const [x, chosen, y] = [input(0), input(1), output(0)];
		const width = axis(inputShape(0), 1);
		for (let i = 0; i < y.length; i++) {
			const row = Math.floor(i / chosen.length);
			y[i] = x[row * width + (chosen[i % chosen.length] ?? 0)] ?? 0;
		}
	},
	kernel({ input, output }) {
		const count = elementCount(output(0));
		return {
			shader: 'gather-columns',
			libraries: [],
			overrides: {},
			bindings: bindings('x', 'chosen:u32', '*y'),
			params: [
				['count', 'u32', count],
				['width', 'u32', axis(input(0), 1)],
				['columns', 'u32', axis(input(1), 0)]
			],
			workgroups: linearWorkgroups(count)
		};
	},
	withoutGradient: 'measures read the logits through it; no loss does',
	float32: () => 0,
	flop: () => 0,
	anyCase(draw) {
		const width = draw.whole(1, 20);
		return {
			inputs: [f32(draw.whole(1, 100), width), u32(draw.whole(1, 20))],
			bounds: { 1: width },
			attributes: {}
		};
	},
	cases: [
		{ name: 'odd', inputs: [f32(5, 7), u32(3)], bounds: { 1: 7 }, attributes: {} },
		{
			name: 'one column, many rows',
			inputs: [f32(131, 2), u32(1)],
			bounds: { 1: 2 },
			attributes: {}
		}
	]
});
