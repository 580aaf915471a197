import { secondMoment } from '../../src/engine/ops/adamw-update.ts';
import type { BoundContext, Bounds } from './op-case.ts';
import { FLOAT32_ULP } from './tolerance.ts';

/** What an update works on: element i of an input, and the scalars of the schedule's row that the clock points at. */
function readerOf({ inputs, size }: BoundContext, schedule: number) {
	const at = (input: number, i: number) => inputs[input]?.[i] ?? NaN;
	const start = at(schedule + 1, 0) * size(schedule, 1);
	return { at, scalar: (i: number) => at(schedule, start + i), count: size(0, 0) };
}

/** Bounds of the updated inputs from the ULPs of each of their elements. */
function boundsOf(count: number, updated: number, ulps: (i: number) => readonly number[]): Bounds {
	const bounds = Array.from({ length: updated }, () => new Float64Array(count));
	for (let i = 0; i < count; i++) {
		ulps(i).forEach((value, k) => bounds[k]?.fill(FLOAT32_ULP * value, i, i + 1));
	}
	return bounds;
}

/**
 * Moments: two products and a sum (3 roundings), one product more for the second. Step: the moment's 3, sqrt by
 * 1 / inverseSqrt (2 + 2.5) over half the second moment's 4, two products, a sum, a division (2.5) and a product:
 * at most 16. Weights: the decay's product and difference, and the last difference.
 */
export function adamwBounds(context: BoundContext): Bounds {
	const { at, scalar, count } = readerOf(context, 4);
	return boundsOf(count, 3, (i) => {
		const gradient = at(3, i);
		const m = scalar(3) * Math.abs(at(1, i)) + scalar(4) * Math.abs(gradient);
		const v = scalar(5) * secondMoment(at(2, i)) + scalar(6) * gradient * gradient;
		const step = (scalar(1) * m) / (Math.sqrt(v) * scalar(2) + scalar(7));
		// Stored 2^120 times as large where the gradient and what is kept of v are small.
		const isSmall = Math.abs(gradient) < 2 ** -40 && scalar(5) * at(2, i) < 2 ** -80;
		return [
			3 * Math.abs(at(0, i)) * (1 + scalar(0)) + 17 * step,
			3 * m,
			4 * v * (isSmall ? 2 ** 120 : 1)
		];
	});
}

/** Gradient with decay: 2 roundings; velocity: 2 more; direction: 2 more; weights: 2 for the decay, product, difference. */
export function sgdBounds(context: BoundContext): Bounds {
	const { at, scalar, count } = readerOf(context, 3);
	return boundsOf(count, 2, (i) => {
		const weight = Math.abs(at(0, i));
		const gradient = Math.abs(at(2, i)) + scalar(2) * weight;
		const velocity = scalar(3) * Math.abs(at(1, i)) + scalar(4) * gradient;
		const direction = scalar(5) === 1 ? gradient + scalar(3) * velocity : velocity;
		return [3 * weight * (1 + scalar(1)) + 8 * scalar(0) * direction, 4 * velocity];
	});
}
