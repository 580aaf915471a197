import type { Evaluations, PhaseMarkers } from '../../engine/core/telemetry.ts';

/**
 * Position of a step in a run, from 0 to 1: the mean of a logarithmic and a linear scale, so that
 * both the beginning and the transition get enough steps.
 */
const runScale = (step: number, last: number): number =>
	last > 0 ? (Math.log1p(step) / Math.log1p(last) + step / last) / 2 : 0;

/** Number of steps with weights in a recorded run. */
const COUNT = 11;

const nearestIn = (steps: readonly number[], wanted: number): number =>
	steps.reduce((best, step) => (Math.abs(step - wanted) < Math.abs(best - wanted) ? step : best));

/**
 * Steps of interest: the start, memorization, the plateau, the transition, its end, and the end of
 * the run.
 */
function moments({ memorized, cleanupBegins, grokked }: PhaseMarkers, last: number): number[] {
	const wanted = [0, last];
	if (memorized !== undefined) wanted.push(memorized.by);
	if (cleanupBegins === undefined || memorized === undefined) return wanted;
	const begin = cleanupBegins.by;
	wanted.push((memorized.by + begin) / 2, begin);
	if (grokked !== undefined) {
		// Every circuit is cleaned up between the first sign in the loss and the last example.
		const length = grokked.by - begin;
		wanted.push(begin + length / 3, begin + (2 * length) / 3, grokked.by);
	}
	return wanted;
}

/** The step that is farthest from all chosen ones along `runScale`. */
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
 * The steps of a run's snapshots whose weights a recorded run keeps, ascending.
 * @param steps ascending, at least one
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

/**
 * Thins evaluations to about `most` steps, with the first and the last, evenly along `runScale`.
 */
export function thinEvaluations({ step, columns }: Evaluations, most: number): Evaluations {
	const last = step.at(-1) ?? 0;
	let filled = -1;
	const kept: number[] = [];
	step.forEach((at, i) => {
		const bin = Math.floor(runScale(at, last) * (most - 1));
		if (bin > filled) kept.push(i);
		filled = Math.max(filled, bin);
	});
	const pick = (values: Float64Array) => Float64Array.from(kept, (i) => values[i] ?? NaN);
	const picked = Object.entries(columns).map(([key, values]) => [key, pick(values)] as const);
	return { step: pick(step), columns: Object.fromEntries(picked) };
}
