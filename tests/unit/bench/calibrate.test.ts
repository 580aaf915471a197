import { expect, test } from 'vitest';
import { calibrate } from '../../bench/calibrate.ts';

/** Steps of so many ms; the first one, which compiles, takes ten seconds. */
function trainer(stepMs: number) {
	const calls: number[] = [];
	return {
		calls,
		time(steps: number) {
			calls.push(steps);
			return Promise.resolve(calls.length === 1 ? 10_000 : steps * stepMs);
		}
	};
}

test('a repeat takes about a second', async () => {
	expect(await calibrate(trainer(10))).toBe(100);
	expect(await calibrate(trainer(0.5))).toBe(2000);
	expect(await calibrate(trainer(10), 100)).toBe(10);
});

test('a repeat is one step at least, and not tried more often than needed', async () => {
	const slow = trainer(4000);
	expect(await calibrate(slow)).toBe(1);
	expect(slow.calls).toEqual([1, 1]);
});

test('a repeat is bounded for whoever enqueues steps for nothing', async () => {
	const free = trainer(1e-6);
	expect(await calibrate(free)).toBe(5000);
	expect(Math.max(...free.calls)).toBe(5000);
});
