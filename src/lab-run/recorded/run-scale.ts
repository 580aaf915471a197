/**
 * How far along a run a step is, from 0 to 1: half on a logarithmic axis, half on a linear one,
 * since a run's beginning and its transition are both worth looking at.
 */
export const runScale = (step: number, last: number): number =>
	last > 0 ? (Math.log1p(step) / Math.log1p(last) + step / last) / 2 : 0;
