import { axis, f32, u32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';

/** Row of the schedule: weight decay, share of the equalized gradient. */
export const EGD_SCALARS = 2;

/**
 * y = g + wd w: the gradient of a loss with wd |w|^2 / 2 added. Inputs: weights [count], gradients
 * [count], schedule [updates, 2] with wd first, clock u32 [1].
 */
export const decayedGradient = defineOp<Record<string, never>>({
	id: 'decayed-gradient',
	infer: (input) => [f32(axis(input(0), 0))],
	reference({ input, output }) {
		const decay = input(2)[(input(3)[0] ?? 0) * EGD_SCALARS] ?? 0;
		const [weights, gradients, y] = [input(0), input(1), output(0)];
		for (let i = 0; i < y.length; i++) y[i] = (gradients[i] ?? 0) + decay * (weights[i] ?? 0);
	},
	kernel: ({ input }) => ({
		shader: 'decayed-gradient',
		libraries: [],
		overrides: {},
		bindings: bindings('weights', 'gradients', 'schedule', 'clock:u32', '*y'),
		params: [['count', 'u32', axis(input(0), 0)]],
		workgroups: linearWorkgroups(axis(input(0), 0))
	}),
	withoutGradient: 'It makes updates of weights, which no loss depends on.',
	float32: () => 2,
	flop: ({ input }) => 2 * axis(input(0), 0),
	anyCase(draw) {
		const count = draw.whole(1, 300);
		return {
			inputs: [f32(count), f32(count), f32(2, EGD_SCALARS), u32(1)],
			fixed: { 2: [0, 0, 0.3, 1], 3: [1] },
			attributes: {}
		};
	},
	cases: [
		{
			name: 'odd',
			inputs: [f32(131), f32(131), f32(1, EGD_SCALARS), u32(1)],
			fixed: { 2: [0.5, 0], 3: [0] },
			attributes: {}
		}
	]
});
