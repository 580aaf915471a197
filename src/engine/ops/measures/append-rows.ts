import { elementCount, f32, u32 } from '../../core/tensor.ts';
import { defineOp, linearWorkgroups, type KernelBinding } from '../define.ts';
import { several } from '../op-case.ts';

type AppendAttributes = {
	/** Number of tensors, 1 to `MOST_APPENDED`. */
	readonly count: number;
	/** Column of the ring that the first one begins at. */
	readonly at: number;
};

/**
 * Tensors that one dispatch holds beside ring and clock: eight storage buffers are what every
 * adapter has.
 */
export const MOST_APPENDED = 6;

const read = (name: string, tensor: number, dtype: 'f32' | 'u32' = 'f32'): KernelBinding => ({
	name,
	access: 'read',
	tensor,
	dtype
});

/**
 * Copies tensors of any shapes, one after the other, into row `clock` of a ring [entries, width]
 * (input 0, changed) from column `at` on: what an evaluation measured. Input 1: clock u32 [1],
 * inputs 2 .. 1 + count: the tensors, f32.
 */
export const appendRows = defineOp<AppendAttributes>({
	id: 'append-rows',
	updates: [0],
	infer: () => [],
	reference({ input, inputShape, attributes: { count, at } }) {
		const width = elementCount(inputShape(0).slice(1));
		let start = (input(1)[0] ?? 0) * width + at;
		for (let i = 0; i < count; i++) {
			const x = input(2 + i);
			input(0).set(x, start);
			start += x.length;
		}
	},
	kernel({ input }, { count, at }) {
		const names = Array.from({ length: MOST_APPENDED }, (_, i) => `x${String(i)}`);
		// Where there are fewer tensors the last bindings hold the first one again, and nothing is
		// read of them.
		const sizes = names.map((_, i) => (i < count ? elementCount(input(2 + i)) : 0));
		const ends = sizes.map((_, i) => sizes.slice(0, i + 1).reduce((sum, size) => sum + size, 0));
		return {
			shader: 'append-rows',
			libraries: [],
			overrides: {},
			bindings: [
				{ name: 'ring', access: 'read_write', tensor: 0, dtype: 'f32' },
				read('clock', 1, 'u32'),
				...names.map((name, i) => read(name, i < count ? 2 + i : 2))
			],
			params: [
				['width', 'u32', elementCount(input(0).slice(1))],
				['at', 'u32', at],
				...ends.map((end, i) => [`end${String(i)}`, 'u32', end] as const)
			],
			workgroups: linearWorkgroups(ends.at(-1) ?? 0)
		};
	},
	withoutGradient: 'It stores values that no loss depends on.',
	float32: () => 0,
	flop: () => 0,
	// The tensors read, and written into one row of the ring.
	bytes: ({ input }, { count }) =>
		8 * several(count, (i) => elementCount(input(2 + i))).reduce((sum, size) => sum + size, 0),
	anyCase(draw) {
		const sizes = several(draw.whole(1, MOST_APPENDED), () => draw.whole(1, 150));
		const [entries, at] = [draw.whole(1, 5), draw.whole(0, 9)];
		const width = at + draw.whole(0, 9) + sizes.reduce((sum, length) => sum + length, 0);
		return {
			inputs: [f32(entries, width), u32(1), ...sizes.map((length) => f32(length))],
			fixed: { 1: [draw.whole(0, entries - 1)] },
			attributes: { count: sizes.length, at }
		};
	},
	cases: [
		{
			name: 'last entry, whole rows',
			inputs: [f32(3, 67), u32(1), f32(67)],
			fixed: { 1: [2] },
			attributes: { count: 1, at: 0 }
		},
		{
			name: 'three of other shapes within a row',
			inputs: [f32(2, 83), u32(1), f32(5, 3), f32(1), f32(64)],
			fixed: { 1: [1] },
			attributes: { count: 3, at: 2 }
		},
		{
			name: 'as many as there may be',
			inputs: [f32(2, 21), u32(1), f32(1), f32(2), f32(3), f32(4), f32(5), f32(6)],
			fixed: { 1: [0] },
			attributes: { count: 6, at: 0 }
		}
	]
});
