import { decadeTicks, lastStepOnAxis } from './axis-range.ts';
import { roundTicks } from '../plot-area.ts';

/** Left and right of the plot, the same in all charts over steps, so that their axes align. */
export const PLOT_LEFT = 48;
export const PLOT_RIGHT = 22;

/** The step axis of charts, in steps. */
export interface StepAxis {
	readonly scale: 'linear' | 'log';
	readonly min: number;
	readonly max: number;
}

/** A log axis starts here; earlier steps lie on its left edge. */
const FIRST_ON_LOG = 10;
/** An axis that ends here or before shows the first steps, too. */
const SHORT = 100;

/** The axis for a run, or several, at `lastStep`. */
export function stepAxis(scale: StepAxis['scale'], lastStep: number): StepAxis {
	const max = lastStepOnAxis(lastStep);
	if (scale === 'linear') return { scale, min: 0, max };
	return { scale, min: max <= SHORT ? 1 : FIRST_ON_LOG, max };
}

/** Where a step lies on the axis, from 0 at its left to 1 at its right end. */
export function shareOnAxis({ scale, min, max }: StepAxis, step: number): number {
	const inside = Math.min(max, Math.max(min, step));
	return scale === 'log'
		? Math.log(inside / min) / Math.log(max / min)
		: (inside - min) / (max - min);
}

/** The step at a share of the axis. */
export function stepOnAxis({ scale, min, max }: StepAxis, share: number): number {
	const inside = Math.min(1, Math.max(0, share));
	return scale === 'log' ? min * (max / min) ** inside : min + (max - min) * inside;
}

const TICK_WIDTH = 80;
const MAX_DECADES = 8;
/** With fewer decades than this, their multiples are labelled, too. */
const MANY_DECADES = 3;
/** Distance of two labels on a log axis, in pixels. */
const LABEL_DISTANCE = 48;

/** Round steps on an axis of this width in pixels. */
export function stepTicks(axis: StepAxis, width: number): readonly number[] {
	const { scale, min, max } = axis;
	const most = Math.max(3, Math.floor(width / TICK_WIDTH));
	if (scale === 'linear') return roundTicks(min, max, most);
	const hasRoom = (steps: readonly number[]) =>
		steps.every((step, i) => {
			const next = steps[i + 1];
			const gap = next === undefined ? 1 : shareOnAxis(axis, next) - shareOnAxis(axis, step);
			return gap * width >= LABEL_DISTANCE;
		});
	const decades = decadeTicks(min, max, Infinity);
	if (!hasRoom(decades)) return decadeTicks(min, max, Math.min(MAX_DECADES, most));
	if (decades.length >= MANY_DECADES) return decades;
	const choices = [
		[1, 2, 5],
		[1, 3],
		[1, 5]
	].map((factors) =>
		decades
			.flatMap((decade) => factors.map((factor) => factor * decade))
			.filter((step) => step <= max)
	);
	return choices.find(hasRoom) ?? decades;
}
