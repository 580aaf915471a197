import { describe, expect, test } from 'vitest';
import type { CyclicStructure } from '../../../src/engine/mechanism/cyclic-structure.ts';
import {
	explainedHistogram,
	neuronClusters,
	NEURON_THRESHOLD
} from '../../../src/engine/mechanism/neuron-clusters.ts';
import { fitNeurons } from '../../../src/engine/mechanism/neuron-fits.ts';
import {
	explainedBy,
	frequenciesOf,
	overPairs,
	randomValues,
	STRUCTURES
} from '../../support/oracles/mechanism-oracle.ts';
import { neuronSums } from '../../support/oracles/neuron-sums.ts';

/** Float64 sums over at most 144 pairs of numbers of order 1, in two orders. */
const EXACT = 1e-12;

/** The 8 non-constant terms of {1, cos_k, sin_k}^2, some of them 0 or equal for k = n / 2. */
function block(structure: CyclicStructure, k: number): readonly Float64Array[] {
	const terms = [() => 1, (x: number) => Math.cos(k * x), (x: number) => Math.sin(k * x)];
	return terms.flatMap((f) => terms.map((g) => overPairs(structure, (a, b) => f(a) * g(b))));
}

/** Activations of one neuron per grid, and what is summed of them. */
const fitsOf = (structure: CyclicStructure, grids: readonly Float64Array[]) => {
	const activations = Float64Array.from({ length: structure.order ** 2 * grids.length }, (_, i) => {
		const grid = grids[i % grids.length];
		return grid?.[Math.floor(i / grids.length)] ?? NaN;
	});
	return fitNeurons(structure, neuronSums(structure, activations));
};

describe.each(STRUCTURES)('order $order, coefficients $coefficients', (structure) => {
	const { order } = structure;
	const frequencies = frequenciesOf(structure);

	test('every fraction is the R^2 of the eight terms of its frequency', () => {
		const grids = [1, 2, 3].map((seed) =>
			randomValues(seed, order ** 2).map((value) => 0.5 + Math.max(0, value))
		);
		const fits = fitsOf(structure, grids);
		grids.forEach((grid, j) => {
			const expected = frequencies.map((k) => explainedBy(grid, block(structure, k)));
			expected.forEach((value, i) => {
				expect(Math.abs((fits.fractions[i * grids.length + j] ?? NaN) - value)).toBeLessThan(EXACT);
			});
			const best = Math.max(...expected);
			expect(Math.abs((fits.explained[j] ?? NaN) - best)).toBeLessThan(EXACT);
			expect(expected[(fits.frequencies[j] ?? NaN) - 1]).toBe(best);
		});
	});

	test('every term of every frequency is found, on its own', () => {
		for (const k of frequencies) {
			// Where a term is 0 or constant everywhere, there is nothing to find.
			const grids = block(structure, k)
				.filter((grid) => Math.max(...grid) - Math.min(...grid) > 0.1)
				.map((grid) => grid.map((value) => 7 + value));
			const { explained, frequencies: found } = fitsOf(structure, grids);
			expect(grids.length).toBe(2 * k === order ? 3 : 8);
			explained.forEach((value, j) => {
				expect(found[j]).toBe(k);
				expect(Math.abs(value - 1)).toBeLessThan(EXACT);
			});
		}
	});
});

test('a mixture is explained by its stronger part’s share of the variance', () => {
	const structure = { order: 12, coefficients: [1, 1] } as const;
	for (const [k, other] of [
		[1, 6],
		[6, 1],
		[5, 4]
	] as const) {
		const unit = (m: number) => (m === 6 ? 1 : Math.SQRT2);
		const grid = overPairs(
			structure,
			(a, b) =>
				3 +
				Math.sqrt(0.9) * unit(k) * Math.cos(k * (a + b)) +
				Math.sqrt(0.1) * unit(other) * Math.cos(other * (a - b))
		);
		const { explained, frequencies, fractions } = fitsOf(structure, [grid]);
		expect([...frequencies]).toEqual([k]);
		expect(Math.abs((explained[0] ?? NaN) - 0.9)).toBeLessThan(EXACT);
		expect(Math.abs((fractions[other - 1] ?? NaN) - 0.1)).toBeLessThan(EXACT);
	}
});

test('neurons that are silent, or constant to float32, have no frequency', () => {
	const structure = { order: 7, coefficients: [1, 1] } as const;
	const silent = new Float64Array(49);
	const constant = silent.map((_, pair) => 1e3 + (pair % 2) * 1e-4);
	const { frequencies, explained, fractions } = fitsOf(structure, [silent, constant]);
	expect([...frequencies]).toEqual([0, 0]);
	expect([...explained]).toEqual([0, 0]);
	expect([...fractions]).toEqual([0, 0, 0, 0, 0, 0]);
});

test('clusters hold the neurons from the threshold on', () => {
	const fits = {
		frequencies: Uint32Array.of(5, 2, 2, 5, 0, 3),
		explained: Float64Array.of(0.9, NEURON_THRESHOLD, 1, 0.99, 0, 0.849)
	};
	expect(neuronClusters(fits)).toEqual({
		clusters: [
			{ frequency: 2, count: 2 },
			{ frequency: 5, count: 2 }
		],
		none: 2,
		fraction: 4 / 6
	});
	expect(neuronClusters(fits, 0.95)).toEqual({
		clusters: [
			{ frequency: 2, count: 1 },
			{ frequency: 5, count: 1 }
		],
		none: 4,
		fraction: 2 / 6
	});
	expect(neuronClusters(fits, 0).none).toBe(1);
});

test('the histogram counts every neuron once, a pure one in the last bin', () => {
	const counts = explainedHistogram([0, 0.099, 0.1, 0.55, 0.99, 1, 1 + 1e-15], 10);
	expect([...counts]).toEqual([2, 1, 0, 0, 0, 1, 0, 0, 0, 3]);
});
