import { axis, elementCount, f32, u32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';
import { anyUpdate, updateErrors, type UpdateUlps } from './update-case.ts';

/** Gradients below this, and second moments below its square, are small. */
const SMALL = 2 ** -40;
/**
 * What a small second moment is multiplied with, so that g^2 stays within float32 for every
 * gradient that does.
 */
const SQUARE = 2 ** 120;

/**
 * The second moment v that an element of its buffer encodes. A positive element is v itself, a
 * negative one is minus 2^120 v: the shader writes small moments so, since g^2 leaves float32
 * (whose smallest numbers a device may flush to zero) at gradients of 1e-19, and eps = 1e-30 needs
 * it down to 1e-30. Older buffers hold no negative numbers, and need no conversion.
 */
export const secondMoment = (stored: number): number => (stored < 0 ? -stored / SQUARE : stored);

/**
 * The code of v after an update with this gradient; `kept` is beta2 times the code before it, and
 * has its sign.
 */
const storedMoment = (v: number, kept: number, gradient: number): number =>
	Math.abs(gradient) < SMALL && kept < SMALL ** 2 && v > 0 ? -v * SQUARE : v;

/**
 * Moments: two products and a sum (3 roundings), one product more for the second. Step: the
 * moment's 3, sqrt by 1 / inverseSqrt (2 + 2.5) over half the second moment's 4, two products, a
 * sum, a division (2.5) and a product: at most 16. Weights: the decay's product and difference, and
 * the last difference.
 */
const stepUlps: UpdateUlps = (at, scalar) => {
	const gradient = at(3);
	const m = scalar(3) * Math.abs(at(1)) + scalar(4) * Math.abs(gradient);
	const v = scalar(5) * secondMoment(at(2)) + scalar(6) * gradient * gradient;
	const step = (scalar(1) * m) / (Math.sqrt(v) * scalar(2) + scalar(7));
	// Stored 2^120 times as large where the gradient and what is kept of v are small.
	const isSmall = Math.abs(gradient) < 2 ** -40 && scalar(5) * at(2) < 2 ** -80;
	return [
		3 * Math.abs(at(0)) * (1 + scalar(0)) + 17 * step,
		3 * m,
		4 * v * (isSmall ? 2 ** 120 : 1)
	];
};

/**
 * One AdamW update over flat buffers [count] (count a multiple of 4; flat buffers are padded to
 * 64), in place (inputs 0-2: weights, first and second moment). Input 3: gradients; 4: schedule
 * [updates, 8] = lr wd, lr / (1 - beta1^t), 1 / sqrt(1 - beta2^t), beta1, 1 - beta1, beta2, 1 -
 * beta2, eps; 5: clock u32 [1], the row of this step. PyTorch's order of operations. The second
 * moment is stored in the encoding of `secondMoment` on the reference backend too, so that a state
 * can be loaded on every backend.
 */
export const adamwUpdate = defineOp({
	id: 'adamw-update',
	updates: [0, 1, 2],
	infer: () => [],
	reference({ input }) {
		const [weights, first, second, gradients] = [input(0), input(1), input(2), input(3)];
		const row = (input(5)[0] ?? 0) * 8;
		const [
			decay = 0,
			stepSize = 0,
			secondScale = 0,
			beta1 = 0,
			gain1 = 0,
			beta2 = 0,
			gain2 = 0,
			eps = 0
		] = input(4).subarray(row, row + 8);
		for (let i = 0; i < weights.length; i++) {
			const gradient = gradients[i] ?? 0;
			const m = beta1 * (first[i] ?? 0) + gain1 * gradient;
			const stored = second[i] ?? 0;
			const v = beta2 * secondMoment(stored) + gain2 * gradient * gradient;
			first[i] = m;
			second[i] = storedMoment(v, beta2 * stored, gradient);
			const decayed = (weights[i] ?? 0) * (1 - decay);
			weights[i] = decayed - (stepSize * m) / (Math.sqrt(v) * secondScale + eps);
		}
	},
	wasm: ({ input }) => [
		{
			kernel: 'adamwUpdate',
			tensors: [0, 1, 2, 3, 4, 5],
			numbers: [],
			parts: { count: Math.ceil(axis(input(0), 0) / 4), ns: 10 },
			ownScratch: 32
		}
	],
	kernel({ input }) {
		// Four elements an invocation: flat buffers are padded to 64.
		const count = Math.ceil(axis(input(0), 0) / 4);
		return {
			shader: 'adamw-update',
			libraries: [],
			overrides: {},
			bindings: bindings('*weights', '*first', '*second', 'gradients', 'schedule', 'clock:u32'),
			params: [['count', 'u32', count]],
			workgroups: linearWorkgroups(count)
		};
	},
	withoutGradient: 'It changes weights after the gradient.',
	float32: (context) => updateErrors(context, 4, 3, stepUlps),
	// Two moments (3 + 5), decay (2), root, division, what joins them (4), units of small numbers
	// (6).
	flop: ({ input }) => 22 * elementCount(input(0)),
	anyCase: (draw) => anyUpdate(draw, 4, 8, [2]),
	cases: [
		{
			name: 'second update',
			inputs: [f32(192), f32(192), f32(192), f32(192), f32(2, 8), u32(1)],
			positive: [2],
			fixed: {
				4: [0, 0, 0, 0, 0, 0, 0, 0, 1e-3, 5e-3, 4.5, 0.9, 0.1, 0.98, 0.02, 1e-8],
				5: [1]
			},
			attributes: {}
		}
	]
});
