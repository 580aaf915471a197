import { axis, u32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';

/**
 * y = table[clock]: the row of this step from a table u32 [updates, width] that the host has filled
 * for many steps, so that mini-batches need no host between them. Input 1: clock u32 [1].
 */
export const selectRow = defineOp({
	id: 'select-row',
	infer: (input) => [u32(axis(input(0), 1))],
	reference({ input, output }) {
		const y = output(0);
		const start = (input(1)[0] ?? 0) * y.length;
		y.set(input(0).subarray(start, start + y.length));
	},
	kernel({ input }) {
		const width = axis(input(0), 1);
		return {
			shader: 'select-row',
			libraries: [],
			overrides: {},
			bindings: bindings('table:u32', 'clock:u32', '*y:u32'),
			params: [['width', 'u32', width]],
			workgroups: linearWorkgroups(width)
		};
	},
	withoutGradient: 'it copies indices',
	float32: () => 0,
	flop: () => 0,
	anyCase(draw) {
		const updates = draw.whole(1, 5);
		return {
			inputs: [u32(updates, draw.whole(1, 100)), u32(1)],
			bounds: { 0: 1000, 1: updates },
			attributes: {}
		};
	},
	cases: [
		{
			name: 'middle row',
			inputs: [u32(3, 67), u32(1)],
			bounds: { 0: 1000 },
			fixed: { 1: [1] },
			attributes: {}
		},
		{
			name: 'one row, one column',
			inputs: [u32(1, 1), u32(1)],
			bounds: { 0: 7 },
			fixed: { 1: [0] },
			attributes: {}
		}
	]
});
