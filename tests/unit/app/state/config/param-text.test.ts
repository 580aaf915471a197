import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	describeEntry,
	entryText,
	numberText,
	readEntry
} from '../../../../../src/app/state/config/param-text.ts';
import { float, int } from '../../../../../src/engine/core/param-schema.ts';

const share = float({ label: 'Share', display: 'percent', min: 0.001, max: 0.999, default: 0.3 });
const count = int({ label: 'Count', min: -1, max: 100_000, default: 0 });
const plain = float({ label: 'Plain', min: -1e9, max: 1e9, default: 0 });
const valueOf = (text: string) => readEntry(share, text).value;

test('a share is shown in percent, and its field reads percent and fractions', () => {
	expect(entryText(share, 0.65)).toBe('65\u202f%');
	expect(numberText(share, 0.07)).toBe('7\u202f%');
	for (const text of ['65', '65 %', '65%', '65\u202f%', '0.65', '0,65']) {
		expect(valueOf(text), text).toBe(0.65);
	}
	expect(valueOf('0.5 %')).toBe(0.005);
	expect(valueOf('1')).toBe(0.01);
	expect(valueOf('half')).toBeUndefined();
	expect(describeEntry(share)).toBe('a share from 0.1\u202f% to 99.9\u202f%');
});

test('a share that is read as it is shown is the same number, so that links do not change', () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 9999 }), (n) => {
			const value = n / 10_000;
			expect(valueOf(entryText(share, value))).toBe(value);
		})
	);
});

test('other numbers have a minus sign, and no groups in their field', () => {
	expect(entryText(count, -1)).toBe('−1');
	expect(readEntry(count, '−1').value).toBe(-1);
	expect(entryText(count, 40_000)).toBe('40000');
	expect(entryText(plain, 1e-8)).toBe('10⁻⁸');
	fc.assert(
		fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), (value) => {
			expect(readEntry(plain, entryText(plain, value)).value).toBe(value + 0);
		})
	);
	expect(numberText(count, 40_000)).toBe('40\u202f000');
	expect(describeEntry(count)).toBe('a whole number from -1 to 100000');
});
