import { expect, test } from 'vitest';
import { decadesOf, placeOf } from '../../../../src/app/panels/inside/dots-axis.ts';

test('the axis holds all values between powers of ten, and few ticks', () => {
	const values = [3.2e-7, 0.4, 4.73, 18];
	const axis = decadesOf(values);
	expect([axis.from, axis.to]).toEqual([-7, 2]);
	expect(axis.ticks.length).toBeLessThanOrEqual(6);
	const places = values.map((value) => placeOf(axis, value));
	expect(places).toEqual(places.toSorted((a, b) => a - b));
	expect(places.every((place) => place > 0 && place < 1)).toBe(true);
	expect(placeOf(axis, 10 ** 2)).toBe(1);
});

test('a loss of 0 is at the left end, infinity at the right, and neither stretches the axis', () => {
	const axis = decadesOf([0, Infinity, NaN, 0.02, 3]);
	expect([axis.from, axis.to]).toEqual([-2, 1]);
	expect(placeOf(axis, 0)).toBe(0);
	expect(placeOf(axis, Infinity)).toBe(1);
	expect(decadesOf([]).to).toBeGreaterThan(decadesOf([]).from);
});
