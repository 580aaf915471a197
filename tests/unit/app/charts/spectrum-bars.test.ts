import { expect, test } from 'vitest';
import { spectrumBars, strongestShare } from '../../../../src/app/charts/bars/spectrum-bars.ts';

test('bars show norms, the square roots of the power, and mark the key frequencies', () => {
	expect(spectrumBars(Float64Array.of(4, 9, 0), [2], 100)).toEqual([
		{ number: 1, value: 2, isHighlighted: false },
		{ number: 2, value: 3, isHighlighted: true },
		{ number: 3, value: 0, isHighlighted: false }
	]);
});

test('with too many frequencies the strongest of each neighbourhood remains', () => {
	const power = new Float64Array(1000).fill(1);
	power[416] = 50;
	const bars = spectrumBars(power, [417], 100);
	expect(bars.length).toBeLessThanOrEqual(100);
	expect(bars.filter((bar) => bar.isHighlighted).map((bar) => bar.number)).toEqual([417]);
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
