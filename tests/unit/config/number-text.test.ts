import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readNumber } from '../../../src/config/number-text.ts';

const real = (text: string) => readNumber(text, false).value;
const whole = (text: string) => readNumber(text, true).value;

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
/** A decimal with a fraction that is not three digits, which could be thousands. */
const decimal = fc
	.tuple(fc.integer({ min: 0, max: 999_999 }), fc.stringMatching(/^(\d{1,2}|\d{4,6})$/))
	.map(([integer, fraction]) => ({ integer: String(integer), fraction }));
const grouped = (digits: string, mark: string) => digits.replace(/\B(?=(\d{3})+$)/g, mark);

describe('numbers as people write them', () => {
	test('whatever the page writes is read as it is', () => {
		fc.assert(
			fc.property(finite, (value) => {
				expect(real(String(value))).toBe(value === 0 ? 0 : value);
				expect(real(value.toExponential())).toBe(value === 0 ? 0 : value);
			})
		);
	});

	test('a decimal comma is a decimal point', () => {
		fc.assert(
			fc.property(decimal, fc.constantFrom('', '-', '+'), ({ integer, fraction }, sign) => {
				const value = Number(`${sign}${integer}.${fraction}`);
				expect(real(`${sign}${integer},${fraction}`)).toBe(value);
				expect(real(`${sign}${integer},${fraction}e-3`)).toBe(
					Number(`${sign}${integer}.${fraction}e-3`)
				);
			})
		);
	});

	test('separators at thousands are left out, whichever country they are from', () => {
		const marks = fc.constantFrom(' ', '\u00a0', '\u202f', '\u2009', "'", '’', '_');
		fc.assert(
			fc.property(decimal, marks, ({ integer, fraction }, mark) => {
				const value = Number(`${integer}.${fraction}`);
				const set = grouped(integer, mark);
				expect(real(`${set}.${fraction}`)).toBe(value);
				expect(real(`${set},${fraction}`)).toBe(value);
				if (Number(integer) < 1000) return;
				expect(real(`${grouped(integer, '.')},${fraction}`)).toBe(value);
				expect(real(`${grouped(integer, ',')}.${fraction}`)).toBe(value);
			})
		);
	});

	test('digits and signs of other scripts are read', () => {
		const zero = fc.constantFrom(0x0660, 0x06f0, 0x0966, 0xff10);
		fc.assert(
			fc.property(fc.nat(), zero, (value, start) => {
				const text = [...String(value)]
					.map((d) => String.fromCodePoint(start + Number(d)))
					.join('');
				expect(whole(text)).toBe(value);
				expect(whole(`−${text}`)).toBe(value === 0 ? -0 : -value);
			})
		);
	});

	test.each([
		['1,5', 1.5],
		['0,001', 0.001],
		['0,5', 0.5],
		[',5', 0.5],
		['.5', 0.5],
		['1.000,5', 1000.5],
		['1,000.5', 1000.5],
		['1.000.000', 1_000_000],
		['1,000,000', 1_000_000],
		['1234,567', 1234.567],
		['1.000', 1],
		['1e-3', 0.001],
		['1E+3', 1000],
		['1e−3', 0.001],
		['10⁻³', 0.001],
		['10⁻¹²', 1e-12],
		['2·10⁻³', 0.002],
		['2 × 10^-3', 0.002],
		['١٫٥', 1.5],
		['１２', 12],
		[' 1.5 ', 1.5],
		['− 2', -2]
	])('%s is %d', (text, value) => {
		expect(real(text)).toBe(value);
	});
});

describe('what can be read in two ways, or in none, is not read', () => {
	test.each([
		['1,000', 'can be read as 1 or as 1000'],
		['12,345', 'can be read as 12.345 or as 12345'],
		['1e999', 'is too large for a number'],
		['1e-999', 'is too small to differ from 0'],
		['1 5', ''],
		['1,00,000', ''],
		['1.2.3', ''],
		['1,5,2', ''],
		['1.000,5.2', ''],
		['1e1,5', ''],
		['1/3', ''],
		['50%', ''],
		['0x1f', ''],
		['Infinity', ''],
		['NaN', ''],
		['', ''],
		['-', ''],
		['.', ''],
		['e3', ''],
		['1'.repeat(101), '']
	])('%s', (text, reason) => {
		expect(readNumber(text, false)).toEqual({ value: undefined, reason });
	});

	test.each(['10.000', '1,000'])('%s where a whole number is meant', (text) => {
		const reading = readNumber(text, true);
		expect(reading.value === undefined && reading.reason).toContain('or as');
	});

	test('whatever is read has the digits that were written, in their order', () => {
		const unit = fc.constantFrom(...Array.from("0123456789.,  -+e_'"));
		fc.assert(
			fc.property(fc.string({ unit, maxLength: 12 }), fc.boolean(), (text, isWhole) => {
				const { value } = readNumber(text, isWhole);
				if (value === undefined) return;
				const [mantissa = ''] = text.split('e');
				const written = mantissa.replace(/\D/g, '').replace(/^0+|0+$/g, '');
				const read = value.toExponential().split('e')[0]?.replace(/\D/g, '').replace(/0+$/g, '');
				expect(written === '' ? '' : read).toBe(written);
			}),
			{ numRuns: 3000 }
		);
	});
});
