import { axis, elementCount, f32, u32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';
import { anyUpdate, updateErrors, type UpdateUlps } from './update-case.ts';

/** Row of the schedule: what is kept of the mean, what the gradient adds to it, the gain. */
export const SLOW_SCALARS = 3;

/** Mean: two products and a sum; gradient: the product with the mean, and a sum. */
const filterUlps: UpdateUlps = (at, scalar) => {
	const mean = scalar(0) * Math.abs(at(1)) + scalar(1) * Math.abs(at(0));
	return [2 * Math.abs(at(0)) + 5 * scalar(2) * mean, 3 * mean];
};

/**
 * Grokfast's moving average, in place on flat buffers [count]: h = kept h + gain g, then g +=
 * lambda h. Inputs: 0 gradients, 1 mean h, 2 schedule [updates, 3] = kept, gain, lambda, 3 clock
 * u32 [1].
 */
export const slowGradient = defineOp({
	id: 'slow-gradient',
	updates: [0, 1],
	infer: () => [],
	reference({ input }) {
		const [gradients, mean] = [input(0), input(1)];
		const row = (input(3)[0] ?? 0) * SLOW_SCALARS;
		const [kept = 0, gain = 0, lambda = 0] = input(2).subarray(row, row + SLOW_SCALARS);
		for (let i = 0; i < gradients.length; i++) {
			const gradient = gradients[i] ?? 0;
			const moved = kept * (mean[i] ?? 0) + gain * gradient;
			mean[i] = moved;
			gradients[i] = gradient + lambda * moved;
		}
	},
	wasm({ input }) {
		const count = axis(input(0), 0);
		const parts = { count: Math.ceil(count / 4), ns: 3 };
		return [{ kernel: 'slowGradient', tensors: [0, 1, 2, 3], numbers: [count], parts }];
	},
	kernel({ input }) {
		const count = axis(input(0), 0);
		return {
			shader: 'slow-gradient',
			libraries: [],
			overrides: {},
			bindings: bindings('*gradients', '*mean', 'schedule', 'clock:u32'),
			params: [['count', 'u32', count]],
			workgroups: linearWorkgroups(count)
		};
	},
	withoutGradient: 'It changes gradients, which no loss depends on.',
	float32: (context) => updateErrors(context, 2, 2, filterUlps),
	flop: ({ input }) => 5 * elementCount(input(0)),
	anyCase: (draw) => anyUpdate(draw, 2, SLOW_SCALARS, []),
	cases: [
		{
			name: 'the first gradient, which is the mean',
			inputs: [f32(131), f32(131), f32(2, SLOW_SCALARS), u32(1)],
			fixed: { 2: [0, 0, 0, 0, 1, 2], 3: [1] },
			attributes: {}
		}
	]
});
