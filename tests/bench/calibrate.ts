import type { LoadedRun } from './gpu-bench.ts';

const ENOUGH_MS = 250;
const REPEAT_MS = 1000;

/**
 * Trains until the clocks of the device and the sizes of the batches have settled.
 * @returns steps of one repeat: about a second of them, at least one
 */
export async function calibrate(loaded: LoadedRun): Promise<number> {
	await loaded.time(1);
	let steps = 1;
	let elapsedMs = await loaded.time(steps);
	while (elapsedMs < ENOUGH_MS) {
		steps *= 4;
		elapsedMs = await loaded.time(steps);
	}
	return Math.max(1, Math.round((steps * REPEAT_MS) / elapsedMs));
}
