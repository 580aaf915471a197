import { axis, elementCount, f32, u32 } from '../../core/tensor.ts';
import { bindings, defineOp } from '../define.ts';
import { FLOAT32_ULP } from '../op-case.ts';

/** Row of the schedule: 1 to give the result the norm of the gradient. */
export const ORTHOGONAL_SCALARS = 1;

/** Added to denominators, as in the paper's code. */
const EPS = 1e-30;

const dot = (x: ArrayLike<number>, y: ArrayLike<number>): number => {
	let sum = 0;
	for (let i = 0; i < x.length; i++) sum += (x[i] ?? 0) * (y[i] ?? 0);
	return sum;
};

/**
 * The part of the gradient of one tensor that is orthogonal to its weights, in place on [count]: g
 * -= <w, g> / (<w, w> + 1e-30) w, and then, where the schedule says so, g *= |g before| / (|g| +
 * 1e-30). Inputs: 0 gradients, 1 weights, 2 schedule [updates, 1], 3 clock u32 [1].
 */
export const orthogonalGradient = defineOp({
	id: 'orthogonal-gradient',
	updates: [0],
	infer: () => [],
	reference({ input }) {
		const [gradients, weights] = [input(0), input(1)];
		const isRescaled = input(2)[(input(3)[0] ?? 0) * ORTHOGONAL_SCALARS] === 1;
		const before = Math.sqrt(dot(gradients, gradients));
		const along = dot(weights, gradients) / (dot(weights, weights) + EPS);
		for (let i = 0; i < gradients.length; i++) {
			gradients[i] = (gradients[i] ?? 0) - along * (weights[i] ?? 0);
		}
		if (!isRescaled) return;
		const factor = before / (Math.sqrt(dot(gradients, gradients)) + EPS);
		for (let i = 0; i < gradients.length; i++) gradients[i] = factor * (gradients[i] ?? 0);
	},
	wasm: ({ input }) => [
		{ kernel: 'orthogonalGradient', tensors: [0, 1, 2, 3], numbers: [axis(input(0), 0)] }
	],
	kernel: ({ input }) => ({
		shader: 'orthogonal-gradient',
		libraries: ['workgroup-sum'],
		overrides: {},
		bindings: bindings('*gradients', 'weights', 'schedule', 'clock:u32'),
		params: [['count', 'u32', axis(input(0), 0)]],
		workgroups: [1, 1]
	}),
	withoutGradient: 'It changes gradients, which no loss depends on.',
	/**
	 * The scalar product errs by count roundings of the sum of |w g|, its quotient by the same
	 * share of <w, w>. Rescaled, all elements err together by the share of |g| that this is, and by
	 * the roundings of two norms.
	 */
	float32({ inputs, input, reference }) {
		const [gradients, weights] = [input(0), input(1)];
		const count = gradients.length;
		const magnitude = (values: ArrayLike<number>) => Float64Array.from(values, Math.abs);
		const square = dot(weights, weights) + EPS;
		const errorAlong =
			((2 * count + 10) * FLOAT32_ULP * dot(magnitude(weights), magnitude(gradients))) / square;
		const along = Math.abs(dot(weights, gradients)) / square;
		const part = Float64Array.from(
			gradients,
			(g, i) =>
				Math.abs(weights[i] ?? 0) * (errorAlong + 3 * FLOAT32_ULP * along) +
				2 * FLOAT32_ULP * Math.abs(g)
		);
		const isRescaled = input(2)[(input(3)[0] ?? 0) * ORTHOGONAL_SCALARS] === 1;
		if (!isRescaled) return [part];
		const plain = gradients.map(
			(g, i) => g - (dot(weights, gradients) / square) * (weights[i] ?? 0)
		);
		const left = Math.sqrt(dot(plain, plain)) + EPS;
		const factor = Math.sqrt(dot(gradients, gradients)) / left;
		const share = Math.sqrt(dot(part, part)) / left + (count + 12) * FLOAT32_ULP;
		const [result = new Float64Array(count)] = reference(inputs);
		return [part.map((error, i) => factor * error + share * Math.abs(result[i] ?? 0))];
	},
	flop: ({ input }) => 11 * elementCount(input(0)),
	anyCase(draw) {
		const count = draw.whole(2, 300);
		return {
			inputs: [f32(count), f32(count), f32(2, ORTHOGONAL_SCALARS), u32(1)],
			fixed: { 2: [0, draw.oneOf(0, 1)], 3: [1] },
			attributes: {}
		};
	},
	cases: [
		{
			name: 'rescaled',
			inputs: [f32(197), f32(197), f32(1, ORTHOGONAL_SCALARS), u32(1)],
			fixed: { 2: [1], 3: [0] },
			attributes: {}
		},
		{
			name: 'no weights',
			inputs: [f32(70), f32(70), f32(1, ORTHOGONAL_SCALARS), u32(1)],
			fixed: { 1: Array.from({ length: 70 }, () => 0), 2: [1], 3: [0] },
			attributes: {}
		}
	]
});
