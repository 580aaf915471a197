import { expect, test } from 'vitest';
import { timeWork } from '../../../src/engine/trainer/train/work-timing.ts';

/**
 * A machine on which other work makes each timing longer, by these factors in turn.
 * @returns its timings, and how many updates and evaluations were run
 */
function busyMachine(updateMs: number, evaluationMs: number, factors: readonly number[]) {
	const runs = { train: 0, evaluate: 0 };
	let timings = 0;
	const time = (segment: 'train' | 'evaluate', count: number) => {
		runs[segment] += count;
		const factor = factors[timings++ % factors.length] ?? NaN;
		return Promise.resolve(factor * count * (segment === 'train' ? updateMs : evaluationMs));
	};
	return { time, runs };
}

test('a machine that is busy at times is taken to be as fast as when it is not', async () => {
	const { time } = busyMachine(0.5, 3, [4, 2.5, 1, 7, 1.5]);
	expect(await timeWork(time, 256)).toEqual({ updateMs: 0.5, evaluationMs: 3 });
});

test('work that takes long is done once', async () => {
	const { time, runs } = busyMachine(600, 900, [1]);
	expect(await timeWork(time, 256)).toEqual({ updateMs: 600, evaluationMs: 900 });
	expect(runs).toEqual({ train: 1, evaluate: 1 });
});

test('never more updates at a time than the schedule has rows for', async () => {
	const most = 3;
	const counts: number[] = [];
	const { updateMs } = await timeWork((segment, count) => {
		if (segment === 'train') counts.push(count);
		return Promise.resolve(0.01 * count);
	}, most);
	expect(Math.max(...counts)).toBe(most);
	expect(updateMs).toBeCloseTo(0.01, 12);
});
