import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Rest } from '../../../../../src/app/state/lab/rest.ts';

let told: string[];
let rest: Rest<string>;
beforeEach(() => {
	vi.useFakeTimers();
	told = [];
	rest = new Rest((place) => told.push(place));
});
afterEach(() => {
	vi.useRealTimers();
});

test('what is passed over is not told, where somebody stays is, once', () => {
	for (const place of ['a', 'b', 'c']) {
		rest.come(place);
		vi.advanceTimersByTime(140);
	}
	expect(told).toEqual([]);
	vi.advanceTimersByTime(10_000);
	expect(told).toEqual(['c']);
});

test('who leaves in time is told nothing', () => {
	rest.come('a');
	vi.advanceTimersByTime(140);
	rest.come(undefined);
	vi.advanceTimersByTime(10_000);
	expect(told).toEqual([]);
});

test('what is chosen is told at once, and not again', () => {
	rest.come('a');
	rest.choose('a');
	expect(told).toEqual(['a']);
	vi.advanceTimersByTime(10_000);
	expect(told).toEqual(['a']);
});
