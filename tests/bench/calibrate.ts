/** Something that trains, and says how many milliseconds so many steps took. */
export interface Timed {
	time(steps: number): Promise<number>;
}

/** A repeat longer than this says how fast steps are. */
const ENOUGH_SHARE = 0.25;
const REPEAT_MS = 1000;
/** Whoever enqueues steps without waiting for any holds them all in memory. */
const MOST_STEPS = 5000;

/**
 * Trains until the clocks of the device and the sizes of the batches have settled.
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
