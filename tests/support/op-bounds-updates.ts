import type { BoundContext, Bounds } from './op-case.ts';
import { FLOAT32_ULP } from './tolerance.ts';

const NONE = new Float64Array(0);

/** The row of a schedule that the clock points at. */
function scheduleRow(
	{ inputs, size }: BoundContext,
	schedule: number,
	clock: number
): readonly number[] {
	const width = size(schedule, 1);
	const row = (inputs[clock]?.[0] ?? 0) * width;
	return [...(inputs[schedule] ?? NONE).subarray(row, row + width)];
}

/**
 * Moments: two products and a sum (3 roundings), one product more for the second. Step: the moment's 3, sqrt by
 * 1 / inverseSqrt (2 + 2.5) over half the second moment's 4, two products, a sum, a division (2.5) and a product:
 * at most 16. Weights: the decay's product and difference, and the last difference.
 */
export function adamwBounds(context: BoundContext): Bounds {
	const [weights = NONE, first = NONE, second = NONE, gradients = NONE] = context.inputs;
	const [decay = 0, stepSize = 0, scale = 0, beta1 = 0, gain1 = 0, beta2 = 0, gain2 = 0, eps = 0] =
		scheduleRow(context, 4, 5);
	const bounds = [weights, first, second].map((array) => new Float64Array(array.length));
	weights.forEach((weight, i) => {
		const gradient = gradients[i] ?? 0;
		const m = Math.abs(beta1 * (first[i] ?? 0)) + Math.abs(gain1 * gradient);
		const v = beta2 * (second[i] ?? 0) + gain2 * gradient * gradient;
		const step = (stepSize * m) / (Math.sqrt(v) * scale + eps);
		const kept = Math.abs(weight) * (1 + decay);
		const ulps = [3 * kept + 17 * step, 3 * m, 4 * v];
		ulps.forEach((value, k) => bounds[k]?.fill(FLOAT32_ULP * value, i, i + 1));
	});
	return bounds;
}

/** Gradient with decay: 2 roundings; velocity: 2 more; direction: 2 more; weights: 2 for the decay, product, difference. */
export function sgdBounds(context: BoundContext): Bounds {
	const [weights = NONE, buffer = NONE, gradients = NONE] = context.inputs;
	const [rate = 0, decoupled = 0, coupled = 0, momentum = 0, gain = 0, nesterov = 0] = scheduleRow(
		context,
		3,
		4
	);
	const bounds = [weights, buffer].map((array) => new Float64Array(array.length));
	weights.forEach((weight, i) => {
		const gradient = Math.abs(gradients[i] ?? 0) + Math.abs(coupled * weight);
		const velocity = momentum * Math.abs(buffer[i] ?? 0) + gain * gradient;
		const direction = nesterov === 1 ? gradient + momentum * velocity : velocity;
		const ulps = [3 * Math.abs(weight) * (1 + decoupled) + 8 * rate * direction, 4 * velocity];
		ulps.forEach((value, k) => bounds[k]?.fill(FLOAT32_ULP * value, i, i + 1));
	});
	return bounds;
}
