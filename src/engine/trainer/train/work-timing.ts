/** How fast a run computes on its device, in milliseconds. */
export interface Pace {
	readonly updateMs: number;
	readonly evaluationMs: number;
}

/** Runs a segment so many times. @returns milliseconds */
export type TimeSegment = (segment: 'train' | 'evaluate', count: number) => Promise<number>;

/** Updates are timed together until they take this long: clocks of browsers are coarse. */
const LEAST_MS = 10;
/** Repeated timings take about this long in all, so that the page is soon ready. */
const MOST_MS = 200;
const TIMINGS = 5;

/**
 * Times an evaluation and updates. The shortest of several timings counts: whatever else a machine
 * does, such as starting a page, makes some of them longer and none shorter.
 * @param most updates that may be timed together
 */
export async function timeWork(time: TimeSegment, most: number): Promise<Pace> {
	const shortest = async (segment: 'train' | 'evaluate', count: number, firstMs: number) => {
		let [bestMs, sumMs] = [firstMs, firstMs];
		for (let i = 1; i < TIMINGS && sumMs < MOST_MS; i++) {
			const ms = await time(segment, count);
			sumMs += ms;
			bestMs = Math.min(bestMs, ms);
		}
		return bestMs;
	};
	const evaluationMs = await shortest('evaluate', 1, await time('evaluate', 1));
	let count = 1;
	let ms = await time('train', count);
	while (ms < LEAST_MS && count < most) {
		count = Math.min(2 * count, most);
		ms = await time('train', count);
	}
	return { updateMs: (await shortest('train', count, ms)) / count, evaluationMs };
}
