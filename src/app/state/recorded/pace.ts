/**
 * The pace is linear up to about a 40th of the run, then logarithmic. A purely logarithmic pace
 * would spend half the time on the first hundred steps and one second on the cliff.
 */
const SLOW_SHARE = 1 / 40;

/** The step to show after a share of the playing time (0 to 1). */
export function stepAtShare(share: number, lastStep: number): number {
	const slow = lastStep * SLOW_SHARE;
	return slow * ((1 + 1 / SLOW_SHARE) ** share - 1);
}

/** The share of the playing time after which a step is shown: the inverse of `stepAtShare`. */
export function shareAtStep(step: number, lastStep: number): number {
	const slow = lastStep * SLOW_SHARE;
	return slow === 0 ? 0 : Math.log1p(step / slow) / Math.log1p(1 / SLOW_SHARE);
}
