import { describe, expect, test } from 'vitest';
import {
	characterOf,
	irrepsOfSymmetric,
	type Irrep,
	type Permutation
} from '../../../src/engine/mechanism/symmetric-irreps.ts';

function permutationsOf(n: number): readonly Permutation[] {
	if (n === 0) return [[]];
	return permutationsOf(n - 1).flatMap((shorter) =>
		Array.from({ length: n }, (_, at) => shorter.toSpliced(at, 0, n - 1))
	);
}

const compose = (x: Permutation, y: Permutation) => y.map((i) => x[i] ?? NaN);

function productOf({ matrix, dimension: d }: Irrep, x: Permutation, y: Permutation) {
	const [left, right] = [matrix(x), matrix(y)];
	return Array.from({ length: d * d }, (_, at) =>
		Array.from(
			{ length: d },
			(_, k) => (left[Math.floor(at / d) * d + k] ?? NaN) * (right[k * d + (at % d)] ?? NaN)
		).reduce((sum, value) => sum + value, 0)
	);
}

const largestError = (x: ArrayLike<number>, y: readonly number[]) =>
	Math.max(...y.map((value, i) => Math.abs((x[i] ?? NaN) - value)));

describe.each([3, 4, 5])('S_%i', (n) => {
	const all = permutationsOf(n);
	const irreps = irrepsOfSymmetric(n);

	test('the matrix of a product is the product of the matrices', () => {
		// Generators on one side are enough: every permutation is a product of exchanges.
		const exchanges = Array.from({ length: n - 1 }, (_, i) =>
			Array.from({ length: n }, (_, j) => (j === i ? i + 1 : j === i + 1 ? i : j))
		);
		for (const irrep of irreps) {
			const errors = all.flatMap((x) =>
				exchanges.flatMap((y) => [
					largestError(irrep.matrix(compose(x, y)), productOf(irrep, x, y)),
					largestError(irrep.matrix(compose(y, x)), productOf(irrep, y, x))
				])
			);
			expect(Math.max(...errors), irrep.id).toBeLessThan(1e-12);
		}
	});

	test('matrices are orthogonal, and their entries orthogonal functions on the group', () => {
		const functions = irreps.flatMap((irrep) =>
			Array.from({ length: irrep.dimension ** 2 }, (_, entry) => ({
				dimension: irrep.dimension,
				values: all.map((x) => irrep.matrix(x)[entry] ?? NaN)
			}))
		);
		expect(functions).toHaveLength(all.length);
		functions.forEach(({ values, dimension }, i) => {
			functions.slice(0, i + 1).forEach((other, j) => {
				const product = values.reduce((sum, value, x) => sum + value * (other.values[x] ?? NaN), 0);
				if (Math.abs(product - (i === j ? all.length / dimension : 0)) > 1e-9) {
					expect.fail(`functions ${String(i)} and ${String(j)}: got ${String(product)}`);
				}
			});
		});
	});

	test('characters: trivial, sign, and fixed points minus one', () => {
		const [trivial, standard] = irreps;
		const sign = irreps.at(-1);
		if (trivial === undefined || standard === undefined || sign === undefined) throw new Error();
		for (const x of all) {
			const inversions = x.flatMap((value, i) => x.slice(i + 1).filter((later) => later < value));
			expect(characterOf(trivial, x)).toBeCloseTo(1, 12);
			expect(characterOf(sign, x)).toBeCloseTo((-1) ** inversions.length, 12);
			const fixed = x.filter((value, i) => value === i).length;
			expect(characterOf(standard, x)).toBeCloseTo(fixed - 1, 12);
		}
	});
});
