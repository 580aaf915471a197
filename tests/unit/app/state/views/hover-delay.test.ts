import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HoverDelay } from '../../../../../src/app/state/views/hover-delay.ts';

let reported: string[];
let hover: HoverDelay<string>;
beforeEach(() => {
	vi.useFakeTimers();
	reported = [];
	hover = new HoverDelay((cell) => reported.push(cell));
});
afterEach(() => {
	vi.useRealTimers();
});

test('a cell that the pointer crosses is not reported; one on which it stays is, once', () => {
	for (const cell of ['a', 'b', 'c']) {
		hover.enter(cell);
		vi.advanceTimersByTime(140);
	}
	expect(reported).toEqual([]);
	vi.advanceTimersByTime(10_000);
	expect(reported).toEqual(['c']);
});

test('a pointer that leaves before the delay reports nothing', () => {
	hover.enter('a');
	vi.advanceTimersByTime(140);
	hover.enter(undefined);
	vi.advanceTimersByTime(10_000);
	expect(reported).toEqual([]);
});

test('a pressed cell is reported at once, and only once', () => {
	hover.enter('a');
	hover.choose('a');
	expect(reported).toEqual(['a']);
	vi.advanceTimersByTime(10_000);
	expect(reported).toEqual(['a']);
});
