import { axis, f32, u32 } from '../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from './define.ts';

/** Copies x [count] into row `clock` of a ring [slots, count] (input 0, changed). Input 2: clock u32 [1]. */
export const appendRows = defineOp({
	id: 'append-rows',
	updates: [0],
	infer: () => [],
	reference({ input }) {
		const [ring, x] = [input(0), input(1)];
		ring.set(x, (input(2)[0] ?? 0) * x.length);
	},
	kernel({ input }) {
		const count = axis(input(1), 0);
		return {
			shader: 'append-rows',
			libraries: [],
			overrides: {},
			bindings: bindings('*ring', 'x', 'clock:u32'),
			params: [['count', 'u32', count]],
			workgroups: linearWorkgroups(count)
		};
	},
	cases: [
		{ name: 'last slot', inputs: [f32(3, 67), f32(67), u32(1)], fixed: { 2: [2] }, attributes: {} }
	]
});
