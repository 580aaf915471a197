import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	fourierBasis,
	frequencyCount,
	keyFrequencies,
	powerPerFrequency
} from '../../../src/engine/core/fourier.ts';
import { SEED } from '../../support/ops/arbitraries.ts';

const orders = fc.integer({ min: 2, max: 60 });

function rowPowers(basis: Float64Array, signal: readonly number[], columns: number): number[] {
	return signal.map((_, row) => {
		const start = row * columns;
		return signal.reduce((sum, value, i) => sum + value * (basis[start + i] ?? NaN), 0) ** 2;
	});
}

describe('fourierBasis', () => {
	test('is orthonormal for odd and even orders', () => {
		fc.assert(
			fc.property(orders, (n) => {
				const basis = fourierBasis(n);
				for (let i = 0; i < n; i++) {
					for (let j = 0; j <= i; j++) {
						let dot = 0;
						for (let k = 0; k < n; k++)
							dot += (basis[i * n + k] ?? NaN) * (basis[j * n + k] ?? NaN);
						// n products of numbers below 1: n roundings of 1e-16.
						expect(Math.abs(dot - (i === j ? 1 : 0))).toBeLessThan(n * 1e-15);
					}
				}
			}),
			{ seed: SEED }
		);
	});

	test('leaves the columns beyond the group empty', () => {
		const basis = fourierBasis(5, 8);
		const narrow = fourierBasis(5);
		for (let row = 0; row < 5; row++) {
			expect(basis.slice(row * 8, row * 8 + 5)).toEqual(narrow.slice(row * 5, row * 5 + 5));
			expect(basis.slice(row * 8 + 5, row * 8 + 8)).toEqual(new Float64Array(3));
		}
	});
});

test('a pure wave lights exactly its own frequency, first and last included', () => {
	fc.assert(
		fc.property(orders, fc.double({ min: 0, max: 6, noNaN: true }), (n, phase) => {
			for (let k = 1; k <= frequencyCount(n); k++) {
				const isLastOfEven = 2 * k === n;
				const signal = Array.from({ length: n }, (_, i) =>
					Math.cos((2 * Math.PI * k * i) / n + (isLastOfEven ? 0 : phase))
				);
				const power = powerPerFrequency(rowPowers(fourierBasis(n), signal, n));
				expect(power).toHaveLength(frequencyCount(n));
				power.forEach((value, i) => {
					// All of the energy: n / 2, and n for the alternating sign. Angles up to 2 pi n
					// lose n 1e-16.
					const expected = i + 1 === k ? (isLastOfEven ? n : n / 2) : 0;
					expect(Math.abs(value - expected)).toBeLessThan(1e-11);
				});
			}
		}),
		{ seed: SEED, numRuns: 30 }
	);
});

test('powers add up to the energy of the signal without its mean', () => {
	const n = 12;
	const signal = Array.from({ length: n }, (_, i) => (i * i) % 7);
	const mean = signal.reduce((sum, value) => sum + value, 0) / n;
	const energy = signal.reduce((sum, value) => sum + (value - mean) ** 2, 0);
	const power = powerPerFrequency(rowPowers(fourierBasis(n), signal, n));
	expect(power.reduce((sum, value) => sum + value, 0)).toBeCloseTo(energy, 10);
});

describe('keyFrequencies', () => {
	const rule = { ratio: 2.5, max: 10 };

	test('are those with at least the ratio times the uniform share, largest first', () => {
		// Total 20 over 10 frequencies: uniform is 2, the threshold 5.
		expect(keyFrequencies([0, 5, 0, 9, 4, 0, 0, 0, 2, 0], rule)).toEqual([4, 2]);
	});

	test('are none where the power is even, or absent', () => {
		expect(keyFrequencies(new Float64Array(15).fill(1), rule)).toEqual([]);
		expect(keyFrequencies(new Float64Array(15), rule)).toEqual([]);
		expect(keyFrequencies([], rule)).toEqual([]);
		expect(keyFrequencies([NaN, 1, 1, 1, 1], rule)).toEqual([]);
	});

	test('are at most `max`, and ties go to the lower frequency', () => {
		expect(keyFrequencies([1, 5, 5, 9, 5], { ratio: 0.5, max: 3 })).toEqual([4, 2, 3]);
	});
});
