import { axis, elementCount, f32, u32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';
import { anyUpdate, updateErrors, type UpdateUlps } from './update-case.ts';

/**
 * Gradient with decay: 2 roundings; velocity: 2 more; direction: 2 more; weights: 2 for the decay,
 * product, difference.
 */
const stepUlps: UpdateUlps = (at, scalar) => {
	const weight = Math.abs(at(0));
	const gradient = Math.abs(at(2)) + scalar(2) * weight;
	const velocity = scalar(3) * Math.abs(at(1)) + scalar(4) * gradient;
	const direction = scalar(5) === 1 ? gradient + scalar(3) * velocity : velocity;
	return [3 * weight * (1 + scalar(1)) + 8 * scalar(0) * direction, 4 * velocity];
};

/**
 * One SGD update over flat buffers [count], in place (inputs 0-1: weights, momentum buffer). Input
 * 2: gradients; 3: schedule [updates, 6] = lr, decoupled lr wd, coupled wd, momentum, 1 -
 * dampening, 1 for Nesterov; 4: clock u32 [1].
 */
export const sgdUpdate = defineOp({
	id: 'sgd-update',
	updates: [0, 1],
	infer: () => [],
	reference({ input }) {
		const [weights, buffer, gradients] = [input(0), input(1), input(2)];
		const row = (input(4)[0] ?? 0) * 6;
		const [rate = 0, decoupled = 0, coupled = 0, momentum = 0, gain = 0, nesterov = 0] = input(
			3
		).subarray(row, row + 6);
		for (let i = 0; i < weights.length; i++) {
			const weight = weights[i] ?? 0;
			const gradient = (gradients[i] ?? 0) + coupled * weight;
			const velocity = momentum * (buffer[i] ?? 0) + gain * gradient;
			buffer[i] = velocity;
			const direction = nesterov === 1 ? gradient + momentum * velocity : velocity;
			weights[i] = weight * (1 - decoupled) - rate * direction;
		}
	},
	wasm({ input }) {
		const count = axis(input(0), 0);
		const parts = { count: Math.ceil(count / 4), ns: 4 };
		return [{ kernel: 'sgdUpdate', tensors: [0, 1, 2, 3, 4], numbers: [count], parts }];
	},
	kernel({ input }) {
		const count = axis(input(0), 0);
		return {
			shader: 'sgd-update',
			libraries: [],
			overrides: {},
			bindings: bindings('*weights', '*velocity', 'gradients', 'schedule', 'clock:u32'),
			params: [['count', 'u32', count]],
			workgroups: linearWorkgroups(count)
		};
	},
	withoutGradient: 'It changes weights after the gradient.',
	float32: (context) => updateErrors(context, 3, 2, stepUlps),
	flop: ({ input }) => 6 * elementCount(input(0)),
	anyCase: (draw) => anyUpdate(draw, 3, 6, []),
	cases: [0, 1].map((nesterov) => ({
		name: nesterov === 1 ? 'nesterov' : 'plain',
		inputs: [f32(131), f32(131), f32(131), f32(2, 6), u32(1)],
		fixed: { 3: [0, 0, 0, 0, 0, 0, 0.1, 0.01, 0.5, 0.9, 0.8, nesterov], 4: [1] },
		attributes: {}
	}))
});
