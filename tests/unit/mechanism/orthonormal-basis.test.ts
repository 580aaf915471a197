import { expect, test } from 'vitest';
import { orthonormalBasis } from '../../../src/engine/mechanism/orthonormal-basis.ts';
import { dot, randomValues } from '../../support/oracles/mechanism-oracle.ts';

const combine = (x: Float64Array, y: Float64Array, factor: number) =>
	x.map((value, i) => value + factor * (y[i] ?? NaN));

test('unit vectors at right angles that span the vectors', () => {
	const vectors = [1, 2, 3, 4].map((seed) => randomValues(seed, 9));
	const basis = orthonormalBasis(vectors);
	expect(basis).toHaveLength(4);
	basis.forEach((x, i) => {
		basis.forEach((y, j) => {
			expect(dot(x, y)).toBeCloseTo(i === j ? 1 : 0, 14);
		});
	});
	for (const vector of vectors) {
		const rest = basis.reduce((left, base) => combine(left, base, -dot(vector, base)), vector);
		expect(Math.sqrt(dot(rest, rest))).toBeLessThan(1e-13);
	}
});

test('stay at right angles for vectors that are nearly the same', () => {
	const [x, y] = [randomValues(1, 50), randomValues(2, 50)];
	const [first, second, ...others] = orthonormalBasis([x, combine(x, y, 1e-9)]);
	expect(others).toEqual([]);
	expect(dot(first ?? [], second ?? [])).toBeCloseTo(0, 14);
});

test('zero, and what the ones before span, give none', () => {
	const [x, y] = [randomValues(1, 7), randomValues(2, 7)];
	const spanned = combine(x, y, -3);
	expect(orthonormalBasis([new Float64Array(7), x, y, spanned])).toHaveLength(2);
	expect(orthonormalBasis([x, x, y])).toHaveLength(2);
	expect(orthonormalBasis([])).toEqual([]);
});
