import { f32, u32 } from '../../core/tensor.ts';
import {
	FLOAT32_ULP,
	several,
	type Draw,
	type ErrorContext,
	type UnnamedCase
} from '../op-case.ts';

/**
 * ULPs of each updated value of one element, from element `input` of it and the scalars of the
 * schedule's row.
 */
export type UpdateUlps = (
	at: (input: number) => number,
	scalar: (i: number) => number
) => readonly number[];

/**
 * Errors of an optimizer's update whose schedule is input `schedule`, the clock behind it, and
 * which changes `updated` inputs.
 */
export function updateErrors(
	{ input, size }: ErrorContext<unknown>,
	schedule: number,
	updated: number,
	ulps: UpdateUlps
): readonly Float64Array[] {
	const count = size(0, 0);
	const start = (input(schedule + 1)[0] ?? NaN) * size(schedule, 1);
	const scalar = (i: number) => input(schedule)[start + i] ?? NaN;
	const errors = several(updated, () => new Float64Array(count));
	for (let i = 0; i < count; i++) {
		ulps((which) => input(which)[i] ?? NaN, scalar).forEach((value, k) =>
			errors[k]?.fill(FLOAT32_ULP * value, i, i + 1)
		);
	}
	return errors;
}

/**
 * Flat buffers of one length, a schedule and a clock. Rates, decays and momenta are never negative,
 * nor are second moments.
 */
export function anyUpdate(
	draw: Draw,
	buffers: number,
	scalars: number,
	positive: readonly number[]
): UnnamedCase<Record<string, never>> {
	const [count, updates] = [draw.whole(1, 300), draw.whole(1, 4)];
	return {
		inputs: [...several(buffers, () => f32(count)), f32(updates, scalars), u32(1)],
		positive: [...positive, buffers],
		fixed: { [buffers + 1]: [draw.whole(0, updates - 1)] },
		attributes: {}
	};
}
