import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readNumber } from '../../../../src/config/number-text.ts';
import {
	formatCount,
	formatDecade,
	formatDuration,
	formatLoss,
	formatNumber,
	formatPercent,
	formatPercentInWords,
	formatRate
} from '../../../../src/app/state/format.ts';

test('a fraction below 1 is never rounded up to 100 %', () => {
	expect(formatPercent(0.999999)).toBe('99.99\u202f%');
	expect(formatPercent(1)).toBe('100.00\u202f%');
	expect(formatPercentInWords(1)).toBe('100\u202f%');
	expect(formatPercentInWords(0.999999)).toBe('99.99\u202f%');
	expect(formatPercent(0)).toBe('0.00\u202f%');
	expect(formatPercent(Number.NaN)).toBe('–');
});

test('losses keep four significant digits over all magnitudes', () => {
	expect(formatLoss(4.7361984)).toBe('4.736');
	expect(formatLoss(0.0231)).toBe('0.02310');
	expect(formatLoss(3.2144e-7)).toBe('3.214\u202f×\u202f10⁻⁷');
	expect(formatLoss(19_654.3)).toBe('19\u202f650');
	expect(formatLoss(999.96)).toBe('1\u202f000');
	expect(formatLoss(0)).toBe('0');
	expect(formatLoss(Number.POSITIVE_INFINITY)).toBe('–');
});

test('axis labels are whole decades only', () => {
	expect(formatDecade(1e-7)).toBe('10⁻⁷');
	expect(formatDecade(10)).toBe('10¹');
	expect(formatDecade(1)).toBe('1');
	expect(formatDecade(20)).toBeUndefined();
});

test('counts, rates and durations read well', () => {
	expect(formatCount(1234567)).toBe('1\u202f234\u202f567');
	expect(formatRate(0)).toBe('–');
	expect(formatRate(3.14)).toBe('3.1');
	expect(formatDuration(0.2)).toBe('1\u202fs');
	expect(formatDuration(600)).toBe('10\u202fmin');
	expect(formatDuration(7200)).toBe('2.0\u202fh');
});

test('a number can be typed back', () => {
	const values = [0, -3, 113, 0.001, 1e-8, 2.5e-4, 40_000, 10_000_000, 4_294_967_295, 1.5e9 + 0.5];
	for (const value of values) {
		const text = formatNumber(value);
		expect(readNumber(text, Number.isInteger(value)).value, text).toBe(value);
	}
});

test('all numbers have one style', () => {
	fc.assert(
		fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
			for (const text of [formatNumber(value), formatLoss(Math.abs(value))]) {
				expect(text).not.toMatch(/e|-/);
				expect(text.split(/[.×]/)[0]).not.toMatch(/\d{4}/);
			}
		})
	);
});
