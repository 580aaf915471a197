import { expect, test } from 'vitest';
import { decadesOf, shareOfDecades } from '../../../../src/app/panels/inside/dots-axis.ts';

test('the axis holds all values between powers of ten, and few ticks', () => {
	const values = [3.2e-7, 0.4, 4.73, 18];
	const axis = decadesOf(values);
	expect([axis.from, axis.to]).toEqual([-7, 2]);
	expect(axis.ticks.length).toBeLessThanOrEqual(6);
	const places = values.map((value) => shareOfDecades(axis, value));
	expect(places).toEqual(places.toSorted((a, b) => a - b));
	expect(places.every((place) => place > 0 && place < 1)).toBe(true);
	expect(shareOfDecades(axis, 10 ** 2)).toBe(1);
});

test('a loss of 0 is at the left end, infinity at the right, and neither stretches the axis', () => {
	const axis = decadesOf([0, Infinity, NaN, 0.02, 3]);
	expect([axis.from, axis.to]).toEqual([-2, 1]);
	expect(shareOfDecades(axis, 0)).toBe(0);
	expect(shareOfDecades(axis, Infinity)).toBe(1);
	expect(decadesOf([]).to).toBeGreaterThan(decadesOf([]).from);
});
