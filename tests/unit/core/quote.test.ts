import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable, quote } from '../../../src/engine/core/quote.ts';

// Control characters of terminals (C0, DEL, C1) and characters that hide or reorder text.
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;

test('a quoted text holds no control character and is at most as long as its limit allows', () => {
	const text = fc.string({ unit: 'binary', maxLength: 400 });
	fc.assert(
		fc.property(text, (value) => {
			const quoted = quote(value);
			expect(quoted).not.toMatch(FORBIDDEN);
			expect(quoted).not.toMatch(/\p{Cs}/u);
			expect(quoted.length).toBeLessThanOrEqual(6 * 80 + 30);
		})
	);
});

test('a short printable text is unchanged', () => {
	expect(printable('weight_decay = 0,5 · ü 😀')).toBe('weight_decay = 0,5 · ü 😀');
	expect(quote('p')).toBe('"p"');
});

test('an escape sequence is written, not obeyed', () => {
	expect(quote('\u001b[2Jgone')).toBe('"\\u001b[2Jgone"');
	expect(quote('abc\u202etxt')).toBe('"abc\\u202etxt"');
});

test('a long text is cut and says how long it was', () => {
	expect(quote('x'.repeat(1e6))).toBe(`"${'x'.repeat(80)}… (1000000 characters)"`);
	expect(printable('😀'.repeat(50), 3)).toBe('😀… (100 characters)');
});

test('other values are shown as JSON, also those that have none', () => {
	expect([quote(1.5), quote(NaN), quote(null), quote([1, 'a'])]).toEqual([
		'1.5',
		'NaN',
		'null',
		'[1,"a"]'
	]);
	expect([quote(undefined), quote(() => 1)]).toEqual(['undefined', 'function']);
});

test('characters that are not seen are written, also beyond the first plane', () => {
	expect(quote('a\u{e0041}b\u206ac')).toBe('"a\\u{e0041}b\\u206ac"');
	fc.assert(
		fc.property(fc.string({ unit: 'binary' }), (value) => {
			expect(printable(value)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
		})
	);
});

test('a value that has no JSON is still named', () => {
	const circle: unknown[] = [];
	circle.push(circle);
	expect([quote(circle), quote([1n])]).toEqual(['object', 'object']);
});
