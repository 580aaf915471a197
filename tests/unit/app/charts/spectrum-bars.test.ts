import { expect, test } from 'vitest';
import { spectrumBars, strongestShare } from '../../../../src/app/charts/bars/spectrum-bars.ts';
import { prominence } from '../../../../src/app/state/run/known-keys.ts';

test('bars show norms, the square roots of the power, and mark the key frequencies', () => {
	expect(spectrumBars(Float64Array.of(4, 9, 0), [2], 100)).toEqual([
		{ number: 1, value: 2, emphasis: 0 },
		{ number: 2, value: 3, emphasis: 1 },
		{ number: 3, value: 0, emphasis: 0 }
	]);
});

test('with too many frequencies the strongest of each neighbourhood remains', () => {
	const power = new Float64Array(1000).fill(1);
	power[416] = 50;
	const bars = spectrumBars(power, [417], 100);
	expect(bars.length).toBeLessThanOrEqual(100);
	expect(bars.filter((bar) => bar.emphasis === 1).map((bar) => bar.number)).toEqual([417]);
});

test('the share of the strongest is of the whole power', () => {
	expect(strongestShare(Float64Array.of(1, 6, 3), 1)).toBeCloseTo(0.6, 12);
	expect(strongestShare(Float64Array.of(1, 6, 3), 5)).toBe(1);
});

test('a power that is not a number hides no other, and is not hidden', () => {
	const power = new Float64Array(1000).fill(1);
	power[416] = 50;
	power[3] = Number.NaN;
	const bars = spectrumBars(power, [], 100);
	expect(bars.filter(({ value }) => Number.isNaN(value)).map(({ number }) => number)).toEqual([4]);
	expect(bars.find(({ number }) => number === 417)?.value).toBeCloseTo(Math.sqrt(50), 12);
});

test('how much a frequency stands out depends on its power at that step alone', () => {
	const even = new Float64Array(56).fill(3);
	expect([1, 20, 56].map((k) => prominence(even, k))).toEqual([0, 0, 0]);
	const grown = even.slice();
	const shares = [3, 4, 6, 9, 30].map((power) => {
		grown[24] = power;
		return prominence(grown, 25);
	});
	expect(shares).toEqual(shares.toSorted((a, b) => a - b));
	expect(shares[0]).toBe(0);
	expect(shares[2]).toBeGreaterThan(0.5);
	expect(shares[2]).toBeLessThan(1);
	expect(shares.slice(3)).toEqual([1, 1]);
	expect(prominence(new Float64Array(5), 2)).toBe(0);
});

test('a key frequency has the emphasis that is given for it, and no other has any', () => {
	const bars = spectrumBars(Float64Array.of(4, 9, 1), [2, 3], 100, (k) => k / 10);
	expect(bars.map(({ emphasis }) => emphasis)).toEqual([0, 0.2, 0.3]);
});
