import { axis, elementCount, f32, u32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';
import { FLOAT32_ULP } from '../op-case.ts';

/** Row of the schedule: the slot that this gradient goes to, the gain of the mean. */
export const RECENT_SCALARS = 2;

type RecentAttributes = {
	/** Number of gradients that are kept. */
	readonly window: number;
};

/**
 * Grokfast's moving average over a window, in place on flat buffers: the gradient [count] is stored
 * in a slot of the ring [window count], and then g += gain mean, where mean is that of all slots.
 * The sum goes through the slots in their order. Inputs: 0 gradients, 1 ring, 2 schedule [updates,
 * 2] = slot, gain, 3 clock u32 [1]. A gain of 0 leaves the gradient as it is.
 */
export const recentGradients = defineOp<RecentAttributes>({
	id: 'recent-gradients',
	updates: [0, 1],
	infer: () => [],
	reference({ input, attributes: { window } }) {
		const [gradients, ring] = [input(0), input(1)];
		const count = gradients.length;
		const row = (input(3)[0] ?? 0) * RECENT_SCALARS;
		const [slot = 0, gain = 0] = input(2).subarray(row, row + RECENT_SCALARS);
		ring.set(gradients, slot * count);
		if (gain === 0) return;
		for (let i = 0; i < count; i++) {
			let sum = 0;
			for (let k = 0; k < window; k++) sum += ring[k * count + i] ?? 0;
			gradients[i] = (gradients[i] ?? 0) + (gain / window) * sum;
		}
	},
	wasm({ input }, { window }) {
		const count = axis(input(0), 0);
		const parts = { count: Math.ceil(count / 4), ns: 2 + window };
		const numbers = [count, window];
		return [{ kernel: 'recentGradients', tensors: [0, 1, 2, 3], numbers, parts }];
	},
	kernel({ input }, { window }) {
		const count = axis(input(0), 0);
		return {
			shader: 'recent-gradients',
			libraries: [],
			overrides: {},
			bindings: bindings('*gradients', '*ring', 'schedule', 'clock:u32'),
			params: [
				['count', 'u32', count],
				['slots', 'u32', window]
			],
			workgroups: linearWorkgroups(count)
		};
	},
	withoutGradient: 'It changes gradients, which no loss depends on.',
	/** A sum of as many terms as slots, the quotient (3), a product and a sum. */
	float32({ input, attributes: { window } }) {
		const [gradients, ring] = [input(0), input(1)];
		const count = gradients.length;
		const row = (input(3)[0] ?? 0) * RECENT_SCALARS;
		const [slot = 0, gain = 0] = input(2).subarray(row, row + RECENT_SCALARS);
		const errors = Float64Array.from(gradients, (own, i) => {
			let sum = Math.abs(own);
			for (let k = 0; k < window; k++) {
				if (k !== slot) sum += Math.abs(ring[k * count + i] ?? 0);
			}
			return FLOAT32_ULP * (Math.abs(own) + (window + 6) * (gain / window) * sum);
		});
		return [errors, 0];
	},
	flop: ({ input }, { window }) => (window + 2) * elementCount(input(0)),
	// The ring and the gradient read, the gradient and a slot written.
	bytes: ({ input }, { window }) => 4 * (window + 3) * elementCount(input(0)),
	anyCase(draw) {
		const [count, window] = [draw.whole(1, 150), draw.whole(1, 7)];
		const scalars = [0, 0, draw.whole(0, window - 1), draw.oneOf(0, 0.5, 5)];
		return {
			inputs: [f32(count), f32(window * count), f32(2, RECENT_SCALARS), u32(1)],
			fixed: { 2: scalars, 3: [1] },
			attributes: { window }
		};
	},
	cases: [
		{
			name: 'a full window',
			inputs: [f32(131), f32(3 * 131), f32(1, RECENT_SCALARS), u32(1)],
			fixed: { 2: [1, 5], 3: [0] },
			attributes: { window: 3 }
		}
	]
});
