import { expect, test } from 'vitest';
import { effectiveRankOf } from '../../../src/engine/mechanism/effective-rank.ts';
import { parallelogramShare } from '../../../src/engine/mechanism/parallelograms.ts';
import { symmetricEigen } from '../../../src/engine/mechanism/symmetric-eigen.ts';
import { randomValues } from '../../support/oracles/mechanism-oracle.ts';

test('numbers on a line that does not wrap give the parallelograms without a wrap', () => {
	const n = 7;
	const line = Array.from({ length: n }, (_, i) => Float64Array.of(i, 2 * i));
	const pairs = line.flatMap((_, i) => line.slice(i).map((_, j) => 2 * i + j));
	let [plain, all] = [0, 0];
	pairs.forEach((x, i) => {
		for (const y of pairs.slice(i + 1)) {
			plain += Number(x === y);
			all += Number((x - y) % n === 0);
		}
	});
	expect(parallelogramShare(line, 0.1)).toBeCloseTo(plain / all, 12);
});

test('effective rank: equal singular values count, a rotation and a transposition change nothing', () => {
	const [c, s] = [Math.cos(0.3), Math.sin(0.3)];
	const matrix = [2 * c, -2 * s, 0, 2 * s, 2 * c, 0, 0, 0, 1, 0, 0, 0];
	const shares = [0.4, 0.4, 0.2];
	const expected = Math.exp(-shares.reduce((sum, share) => sum + share * Math.log(share), 0));
	expect(effectiveRankOf(matrix, 4, 3)).toBeCloseTo(expected, 9);
	const transposed = Array.from(
		{ length: 12 },
		(_, i) => matrix[(i % 4) * 3 + Math.floor(i / 4)] ?? NaN
	);
	expect(effectiveRankOf(transposed, 3, 4)).toBeCloseTo(expected, 9);
	expect(effectiveRankOf([5, 0, 0, 5], 2, 2)).toBeCloseTo(2, 12);
	expect(effectiveRankOf([0, 0, 0, 0], 2, 2)).toBeNaN();
});

test('eigenvalues and vectors give the matrix back, and the vectors are orthonormal', () => {
	const n = 9;
	const half = randomValues(4, n * n);
	const at = (i: number, j: number) =>
		Array.from({ length: n }, (_, k) => (half[i * n + k] ?? NaN) * (half[j * n + k] ?? NaN)).reduce(
			(sum, value) => sum + value,
			0
		);
	const matrix = Array.from({ length: n * n }, (_, x) => at(Math.floor(x / n), x % n));
	const { values, vectors } = symmetricEigen(matrix, n);
	expect([...values].toSorted((x, y) => y - x)).toEqual([...values]);
	matrix.forEach((entry, x) => {
		const [i, j] = [Math.floor(x / n), x % n];
		const sum = vectors.reduce(
			(all, vector, k) => all + (values[k] ?? NaN) * (vector[i] ?? NaN) * (vector[j] ?? NaN),
			0
		);
		expect(sum).toBeCloseTo(entry, 9);
		const product = vectors[i]?.reduce(
			(all, value, k) => all + value * (vectors[j]?.[k] ?? NaN),
			0
		);
		expect(product).toBeCloseTo(Number(i === j), 9);
	});
});
