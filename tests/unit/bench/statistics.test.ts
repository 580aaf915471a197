import { expect, test } from 'vitest';
import { bootstrap } from '../../bench/statistics.ts';

const mean = (values: readonly number[]) => (turns: readonly number[]) =>
	turns.reduce((sum, turn) => sum + (values[turn] ?? NaN), 0) / turns.length;

/**
 * Deterministic noise of standard deviation 1 / sqrt(12), from a multiplicative congruential
 * sequence.
 */
function noise(count: number): readonly number[] {
	let state = 1;
	return Array.from({ length: count }, () => {
		state = (state * 48271) % 2147483647;
		return state / 2147483647 - 0.5;
	});
}

test('a bootstrap gives the estimate as measured and the spread of its standard error', () => {
	const values = noise(400);
	const { value, low, high } = bootstrap(new Array<number>(400).fill(0), mean(values));
	expect(value).toBe(mean(values)(values.map((_, i) => i)));
	// 5 to 95 % of a normal are 3.29 standard errors; 2 000 resamples of 400 turns estimate them to
	// about 5 %.
	const expected = 3.29 / Math.sqrt(12 * 400);
	expect(high - low).toBeGreaterThan(0.85 * expected);
	expect(high - low).toBeLessThan(1.15 * expected);
});

test('a bootstrap resamples within groups: what differs between them is no noise', () => {
	const groupOf = Array.from({ length: 40 }, (_, turn) => turn % 4);
	const values = groupOf.map((group) => 100 * group);
	expect(bootstrap(groupOf, mean(values))).toEqual({ value: 150, low: 150, high: 150 });
});

test('a bootstrap of paired turns forgets the slow moments that hit both', () => {
	const slow = Array.from({ length: 50 }, (_, turn) => (turn % 7 === 0 ? 5 : 1));
	const total = (factor: number, turns: readonly number[]) =>
		turns.reduce((sum, turn) => sum + factor * (slow[turn] ?? NaN), 0);
	const { value, low, high } = bootstrap(
		slow.map(() => 0),
		(turns) => total(1.1, turns) / total(1, turns)
	);
	for (const one of [value, low, high]) expect(one).toBeCloseTo(1.1, 12);
});
