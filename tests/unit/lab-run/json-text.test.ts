import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonText } from '../../../src/lab-run/codec/json-text.ts';

test('lists of numbers and texts are one line, everything else a member a line', () => {
	const value = {
		a: [1, NaN, 'x', null],
		b: { c: [], d: [[1, 2], { e: true }], f: {} },
		g: undefined
	};
	expect(jsonText(value)).toBe(
		[
			'{',
			'\t"a": [1, null, "x", null],',
			'\t"b": {',
			'\t\t"c": [],',
			'\t\t"d": [',
			'\t\t\t[1, 2],',
			'\t\t\t{',
			'\t\t\t\t"e": true',
			'\t\t\t}',
			'\t\t],',
			'\t\t"f": {}',
			'\t}',
			'}'
		].join('\n')
	);
});

test('any JSON reads back as it was', () => {
	fc.assert(
		fc.property(fc.jsonValue(), (value) => {
			// JSON has no negative zero.
			expect(JSON.parse(jsonText(value))).toEqual(JSON.parse(JSON.stringify(value)));
		})
	);
});

test('a typed array reads back as the same float32 numbers, in few digits', () => {
	fc.assert(
		fc.property(fc.float32Array({ noNaN: true, noDefaultInfinity: true }), (values) => {
			const read: unknown = JSON.parse(jsonText(values));
			expect(Array.isArray(read) ? Float32Array.from(read) : read).toEqual(
				values.map((value) => (value === 0 ? 0 : value))
			);
		})
	);
	expect(jsonText(Float32Array.of(0.1, 1 / 3, 2 ** -30, NaN, Infinity))).toBe(
		'[0.1, 0.33333334, 9.313226e-10, null, null]'
	);
	expect(jsonText(Uint32Array.of(4_294_967_295))).toBe('[4294967295]');
});
