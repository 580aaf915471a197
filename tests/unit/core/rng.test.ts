import fc from 'fast-check';
import { expect, test } from 'vitest';
import { philox4x32 } from '../../../src/engine/core/philox.ts';
import {
	createRng,
	portableLog,
	shuffle,
	STREAMS,
	type Stream
} from '../../../src/engine/core/rng.ts';
import { SEED } from '../../support/ops/arbitraries.ts';

const streams = Object.keys(STREAMS).filter((name): name is Stream => name in STREAMS);
const take = (count: number, draw: () => number) => Array.from({ length: count }, draw);

test('a stream is philox keyed by (seed, stream), counted from 0', () => {
	const rng = createRng(42, 'init');
	const blocks = [0, 1, 2].flatMap((counter) => philox4x32([counter, 0, 0, 0], [42, STREAMS.init]));
	expect(take(12, () => rng.nextUint32())).toEqual(blocks);
});

test('the numbers of the streams never change', () => {
	expect(STREAMS).toEqual({ split: 1, init: 2, batch: 3, 'label-noise': 4, probe: 5 });
});

test('streams and seeds are independent: correlations are those of chance', () => {
	const count = 4000;
	const series = [
		...streams.map((stream) => createRng(7, stream)),
		createRng(8, 'split'),
		createRng(0x80000007, 'split')
	].map((rng) => take(count, () => rng.nextUniform() - 0.5));
	series.forEach((x, i) => {
		series.slice(0, i).forEach((y) => {
			const dot = x.reduce((sum, value, k) => sum + value * (y[k] ?? 0), 0);
			// A correlation of n independent pairs has standard deviation 1 / sqrt(n); 5 of them in
			// 21 pairs.
			expect(Math.abs((12 * dot) / count)).toBeLessThan(5 / Math.sqrt(count));
		});
	});
});

test('nextUniform lies inside (0, 1), with the mean and variance of the uniform distribution', () => {
	const rng = createRng(1, 'probe');
	const count = 20_000;
	const values = take(count, () => rng.nextUniform());
	expect(Math.min(...values)).toBeGreaterThan(0);
	expect(Math.max(...values)).toBeLessThan(1);
	const mean = values.reduce((sum, value) => sum + value, 0) / count;
	const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
	// Five standard errors: sqrt(1/12 / n) of the mean, sqrt(1/180 / n) of the variance.
	expect(Math.abs(mean - 1 / 2)).toBeLessThan(5 * Math.sqrt(1 / 12 / count));
	expect(Math.abs(variance - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / count));
});

test('nextNormal has the first four moments of the normal distribution', () => {
	const rng = createRng(2, 'init');
	const count = 40_000;
	const values = take(count, () => rng.nextNormal());
	const moment = (k: number) => values.reduce((sum, value) => sum + value ** k, 0) / count;
	// Five standard errors: the variance of x^k over n, from the even moments 1, 3, 15, 105.
	expect(Math.abs(moment(1))).toBeLessThan(5 * Math.sqrt(1 / count));
	expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt((3 - 1) / count));
	expect(Math.abs(moment(3))).toBeLessThan(5 * Math.sqrt(15 / count));
	expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt((105 - 9) / count));
	const within = values.filter((value) => Math.abs(value) < 1).length / count;
	expect(Math.abs(within - 0.6826894921)).toBeLessThan(5 * Math.sqrt((0.68 * 0.32) / count));
});

test.each([1, 2, 3, 7, 12, 113])('nextBelow(%i) is uniform', (bound) => {
	const rng = createRng(3, 'split');
	const count = 2000 * bound;
	const seen = new Array<number>(bound).fill(0);
	for (let i = 0; i < count; i++) {
		const value = rng.nextBelow(bound);
		seen[value] = (seen[value] ?? NaN) + 1;
	}
	expect(seen).toHaveLength(bound);
	const chiSquare = seen.reduce((sum, n) => sum + (n - 2000) ** 2 / 2000, 0);
	// Chi-square with bound - 1 degrees of freedom: mean d, variance 2 d; six standard deviations
	// and a bit for small d.
	expect(chiSquare).toBeLessThanOrEqual(bound - 1 + 6 * Math.sqrt(2 * bound));
});

test('nextBelow rejects what would make a bound just above 2^31 biased', () => {
	const bound = 0x80000001;
	const rng = createRng(4, 'split');
	const plain = createRng(4, 'split');
	const accepted = take(200, () => plain.nextUint32()).filter((draw) => draw < bound);
	expect(accepted.length).toBeLessThan(150);
	expect(take(accepted.length, () => rng.nextBelow(bound))).toEqual(accepted);
});

test('shuffle gives a permutation, and each of the 6 orders of three equally often', () => {
	fc.assert(
		fc.property(fc.nat(100), fc.nat(0xffffffff), (length, seed) => {
			const items = Uint32Array.from({ length }, (_, i) => i);
			shuffle(createRng(seed, 'split'), items);
			expect(items.toSorted()).toEqual(Uint32Array.from({ length }, (_, i) => i));
		}),
		{ seed: SEED }
	);
	const rng = createRng(5, 'split');
	const orders = new Map<string, number>();
	for (let i = 0; i < 6000; i++) {
		const items = Uint32Array.of(0, 1, 2);
		shuffle(rng, items);
		orders.set(items.join(), (orders.get(items.join()) ?? 0) + 1);
	}
	expect(orders.size).toBe(6);
	// Standard deviation of a count: sqrt(6000 / 6 * 5 / 6) = 29.
	for (const count of orders.values()) expect(Math.abs(count - 1000)).toBeLessThan(5 * 29);
});

test('portableLog is the logarithm to a few units of the last place', () => {
	const anyPositive = fc.double({ min: 1e-300, max: 1e300, noNaN: true });
	const nearOne = fc.double({ min: 0.25, max: 4, noNaN: true });
	fc.assert(
		fc.property(fc.oneof(anyPositive, nearOne), (x) => {
			// 4e-16 relative, and where the exponent's share cancels (x near 1) nothing of it is
			// left.
			const error = Math.abs(portableLog(x) - Math.log(x));
			expect(error).toBeLessThanOrEqual(4.5e-16 * Math.abs(Math.log(x)));
		}),
		{ seed: SEED, numRuns: 5000 }
	);
	expect(portableLog(1)).toBe(0);
});
