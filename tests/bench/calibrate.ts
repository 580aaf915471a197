/** Trains a number of steps and returns the milliseconds that they took. */
export interface Timed {
	time(steps: number): Promise<number>;
}

/** A repeat longer than this is long enough to measure the speed of steps. */
const ENOUGH_SHARE = 0.25;
const REPEAT_MS = 1000;
/** A runner that enqueues steps without waiting keeps all of them in memory. */
const MOST_STEPS = 5000;

/**
 * Trains until the clock rate of the device and the sizes of the bursts are stable.
 * @returns steps of one repeat: about a second of them, at least one
 */
export async function calibrate(timed: Timed, repeatMs = REPEAT_MS): Promise<number> {
	await timed.time(1);
	let steps = 1;
	let elapsedMs = await timed.time(steps);
	while (elapsedMs < ENOUGH_SHARE * repeatMs && steps < MOST_STEPS) {
		steps = Math.min(MOST_STEPS, 4 * steps);
		elapsedMs = await timed.time(steps);
	}
	const ideal = Math.round((steps * repeatMs) / elapsedMs);
	return Math.min(MOST_STEPS, Math.max(1, ideal));
}
