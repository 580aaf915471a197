import type { PhaseMarkers } from '../../engine/core/telemetry.ts';
import { runScale } from './run-scale.ts';

/** How many weights a recorded run holds, where its run has all its moments. */
const COUNT = 11;

const nearestIn = (steps: readonly number[], wanted: number): number =>
	steps.reduce((best, step) => (Math.abs(step - wanted) < Math.abs(best - wanted) ? step : best));

/**
 * Moments to look at: the start, memorization, the plateau, the transition, the end of it, the end
 * of all.
 */
function moments({ memorized, cleanupBegins, grokked }: PhaseMarkers, last: number): number[] {
	const wanted = [0, last];
	if (memorized !== undefined) wanted.push(memorized.by);
	if (cleanupBegins === undefined || memorized === undefined) return wanted;
	const begin = cleanupBegins.by;
	wanted.push((memorized.by + begin) / 2, begin);
	if (grokked !== undefined) {
		// Every circuit is cleaned up between the first sign in the loss and the last pair.
		const length = grokked.by - begin;
		wanted.push(begin + length / 3, begin + (2 * length) / 3, grokked.by);
	}
	return wanted;
}

/** The step in the middle of the longest way without a chosen one. */
function nextBetween(chosen: ReadonlySet<number>, steps: readonly number[]): number | undefined {
	const last = steps.at(-1) ?? 0;
	const scale = (step: number) => runScale(step, last);
	const distance = (step: number) =>
		Math.min(...[...chosen].map((other) => Math.abs(scale(other) - scale(step))));
	const free = steps.filter((step) => !chosen.has(step));
	const [first] = free;
	if (first === undefined) return undefined;
	return free.reduce((best, step) => (distance(step) > distance(best) ? step : best), first);
}

/**
 * Steps of a run's snapshots that a recorded run holds the weights of, ascending. @param steps
 * ascending, at least one
 */
export function chooseSteps(steps: readonly number[], markers: PhaseMarkers): readonly number[] {
	const wanted = moments(markers, steps.at(-1) ?? 0);
	const chosen = new Set(wanted.map((step) => nearestIn(steps, step)));
	while (chosen.size < COUNT) {
		const between = nextBetween(chosen, steps);
		if (between === undefined) break;
		chosen.add(between);
	}
	return [...chosen].toSorted((a, b) => a - b);
}
