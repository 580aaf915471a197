import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fourierBasis } from '../../../src/engine/core/fourier.ts';
import { embeddingCircle } from '../../../src/engine/mechanism/embedding-circle.ts';
import { gini, spectrumGini } from '../../../src/engine/mechanism/gini.ts';
import { frequencyNorms, gridSpectrum } from '../../../src/engine/mechanism/grid-spectrum.ts';
import { spectrumEntropy } from '../../../src/engine/mechanism/spectrum-entropy.ts';
import { foldRows, wavePowers, waveSums } from '../../../src/engine/mechanism/wave-sums.ts';
import { SEED } from '../../support/ops/arbitraries.ts';
import { thrown } from '../../support/runs/lab-errors.ts';
import { dot, randomValues } from '../../support/oracles/mechanism-oracle.ts';
import { normError } from '../../support/tolerance.ts';

/** Float64 sums of at most some hundred products of numbers of order 1, in two orders. */
const EXACT = 1e-12;
const ORDERS = [2, 3, 5, 6, 7, 12, 31];

const positive = fc.array(fc.double({ min: 0, max: 1e3, noNaN: true }), {
	minLength: 1,
	maxLength: 30
});

describe('gini', () => {
	test('is half the mean difference over the mean', () => {
		fc.assert(
			fc.property(positive, (values) => {
				fc.pre(values.some((value) => value > 1e-6));
				const count = values.length;
				const mean = values.reduce((sum, value) => sum + value, 0) / count;
				const differences = values.flatMap((x) => values.map((y) => Math.abs(x - y)));
				const meanDifference = differences.reduce((sum, value) => sum + value, 0) / count ** 2;
				expect(Math.abs(gini(values) - meanDifference / (2 * mean))).toBeLessThan(EXACT);
			}),
			{ seed: SEED }
		);
	});

	test('is 0 for equals, (n - 1) / n when one has everything, undefined without anything', () => {
		expect(gini([4, 4, 4, 4])).toBe(0);
		expect(gini([0, 0, 7, 0])).toBe(0.75);
		expect(gini([0, 0])).toBeNaN();
	});

	test('of a spectrum takes norms, and leaves the constant out', () => {
		expect(spectrumGini([1e6, 0, 0, 49, 0])).toBe(0.75);
		expect(spectrumGini([0, 1, 4, 9])).toBeCloseTo(gini([1, 2, 3]), 15);
	});
});

describe('spectrumEntropy', () => {
	test('is that of the shares', () => {
		const { nats, normalized } = spectrumEntropy([2, 1, 0, 1]);
		expect(nats).toBeCloseTo(0.5 * Math.log(2) + 2 * 0.25 * Math.log(4), 14);
		expect(normalized).toBeCloseTo(nats / Math.log(4), 14);
	});

	test('is ln F for an even spectrum, 0 for one line, undefined without power', () => {
		expect(spectrumEntropy(new Float64Array(56).fill(3)).nats).toBeCloseTo(Math.log(56), 13);
		expect(spectrumEntropy(new Float64Array(56).fill(3)).normalized).toBeCloseTo(1, 13);
		expect(spectrumEntropy([0, 8, 0])).toEqual({ nats: 0, normalized: 0 });
		expect(spectrumEntropy([5])).toEqual({ nats: 0, normalized: 0 });
		expect(spectrumEntropy([0, 0, 0]).nats).toBeNaN();
	});
});

describe.each(ORDERS)('waves of Z_%i', (order) => {
	const columns = 3;
	const frequencies = Array.from({ length: Math.floor(order / 2) }, (_, i) => i + 1);
	const values = randomValues(order, (order + 2) * columns);

	test('are the sums of cos and sin along the rows; later rows are not read', () => {
		const rows = foldRows(values, order, columns);
		const powers = wavePowers(rows);
		expect(powers).toHaveLength(frequencies.length * columns);
		for (const k of [0, ...frequencies]) {
			const { cos, sin } = waveSums(rows, k);
			for (let j = 0; j < columns; j++) {
				let [x, y] = [0, 0];
				for (let i = 0; i < order; i++) {
					const angle = (2 * Math.PI * k * i) / order;
					x += Math.cos(angle) * (values[i * columns + j] ?? NaN);
					y += Math.sin(angle) * (values[i * columns + j] ?? NaN);
				}
				expect(Math.abs((cos[j] ?? NaN) - x)).toBeLessThan(EXACT);
				expect(Math.abs((sin[j] ?? NaN) - y)).toBeLessThan(EXACT);
				if (k === 0) continue;
				expect(Math.abs((powers[(k - 1) * columns + j] ?? NaN) - x * x - y * y)).toBeLessThan(
					100 * EXACT
				);
			}
		}
	});

	test('a grid’s components are its inner products with products of basis rows', () => {
		const grid = randomValues(order + 1, order ** 2);
		const basis = fourierBasis(order);
		const components = gridSpectrum(grid, order);
		const direct = components.map((_, i) => {
			const [f, g] = [Math.floor(i / order), i % order];
			const product = grid.map(
				(_, pair) =>
					(basis[f * order + Math.floor(pair / order)] ?? NaN) *
					(basis[g * order + (pair % order)] ?? NaN)
			);
			return dot(grid, product);
		});
		expect(normError(components, direct)).toBeLessThan(EXACT);
		const norms = frequencyNorms(components, order);
		expect(norms).toHaveLength((frequencies.length + 1) ** 2);
		expect(Math.abs(dot(norms, norms) / dot(grid, grid) - 1)).toBeLessThan(EXACT);
	});

	test('a product of waves lights the cell of its two frequencies', () => {
		const size = frequencies.length + 1;
		for (const [k, l] of frequencies.flatMap((x) => [
			[x, 0] as const,
			[x, frequencies.length] as const
		])) {
			const angle = (2 * Math.PI) / order;
			const grid = Float64Array.from(
				{ length: order ** 2 },
				(_, pair) =>
					Math.cos(angle * k * Math.floor(pair / order)) * Math.cos(angle * l * (pair % order))
			);
			const norms = frequencyNorms(gridSpectrum(grid, order), order);
			norms.forEach((norm, cell) => {
				const expected = cell === k * size + l ? Math.sqrt(dot(grid, grid)) : 0;
				expect(Math.abs(norm - expected)).toBeLessThan(EXACT);
			});
		}
	});
});

test('too short a table is refused', () => {
	expect(thrown(() => foldRows([1, 2, 3], 2, 2)).message).toBe(
		'waves of Z_2: expected 2 rows of 2, got 3 numbers'
	);
});

describe.each(ORDERS)('the embedding of Z_%i', (order) => {
	const width = 5;
	const frequencies = Array.from({ length: Math.floor(order / 2) }, (_, i) => i + 1);
	const u = [0.6, 0.8, 0, 0, 0];
	const v = [0, 0, 1, 0, 0];
	const w = [0, 0, 0, 0, 1];
	/** Token t at centre + radius (cos u + sin v), and a row for "=" that must not count. */
	const planted = (k: number, radiusX: number, radiusY: number) =>
		Float64Array.from({ length: (order + 1) * width }, (_, i) => {
			const [t, j] = [Math.floor(i / width), i % width];
			if (t === order) return 1e6;
			const angle = (2 * Math.PI * k * t) / order;
			return (
				4 * (w[j] ?? NaN) +
				radiusX * Math.cos(angle) * (u[j] ?? NaN) +
				radiusY * Math.sin(angle) * (v[j] ?? NaN)
			);
		});

	test('planted on a circle is seen as that circle', () => {
		for (const k of frequencies) {
			const { x, y, roundness } = embeddingCircle(planted(k, 2, 2), order, width, k);
			for (let t = 0; t < order; t++) {
				const angle = (2 * Math.PI * k * t) / order;
				expect(Math.abs((x[t] ?? NaN) - 2 * Math.cos(angle))).toBeLessThan(EXACT);
				const height = 2 * k === order ? 0 : 2 * Math.sin(angle);
				expect(Math.abs((y[t] ?? NaN) - height)).toBeLessThan(EXACT);
			}
			expect(Math.abs(roundness - 1)).toBeLessThan(EXACT);
		}
	});

	test('an ellipse is as round as its circle part, whichever way it goes', () => {
		for (const k of frequencies.filter((frequency) => 2 * frequency !== order)) {
			// x + iy = 3 cos + i sin = 2 e^{iwt} + 1 e^{-iwt}: 4 parts of 5.
			for (const radiusY of [1, -1]) {
				const { roundness } = embeddingCircle(planted(k, 3, radiusY), order, width, k);
				expect(Math.abs(roundness - 0.8)).toBeLessThan(EXACT);
			}
		}
	});

	test('projects on orthonormal directions that span those of cosine and sine', () => {
		const embedding = randomValues(order, order * width);
		const column = (j: number) =>
			Float64Array.from({ length: order }, (_, t) => embedding[t * width + j] ?? NaN);
		for (const k of frequencies) {
			const wave = (f: (x: number) => number) =>
				Float64Array.from({ length: order }, (_, t) => f((2 * Math.PI * k * t) / order));
			const directions = [wave(Math.cos), wave(Math.sin)].map((row) =>
				Float64Array.from({ length: width }, (_, j) => dot(row, column(j)))
			);
			const { x, y } = embeddingCircle(embedding, order, width, k);
			const [cosine = x, sine = x] = directions;
			const length = Math.sqrt(dot(cosine, cosine));
			for (let t = 0; t < order; t++) {
				const token = embedding.subarray(t * width, (t + 1) * width);
				expect(Math.abs((x[t] ?? NaN) - dot(token, cosine) / length)).toBeLessThan(EXACT);
			}
			const across = sine.map(
				(value, j) => value - (dot(sine, cosine) / length ** 2) * (cosine[j] ?? NaN)
			);
			const height = Math.sqrt(dot(across, across));
			for (let t = 0; t < order; t++) {
				const token = embedding.subarray(t * width, (t + 1) * width);
				const expected = 2 * k === order ? 0 : dot(token, across) / height;
				expect(Math.abs((y[t] ?? NaN) - expected)).toBeLessThan(EXACT);
			}
		}
	});
});

test('tokens on a line have no second direction, tokens in one point no roundness', () => {
	const along = [0.3, -0.7, 0.1];
	const line = Float64Array.from({ length: 7 * 3 }, (_, i) => {
		const height = Math.cos((2 * Math.PI * Math.floor(i / 3)) / 7 + 0.3);
		return height * (along[i % 3] ?? NaN);
	});
	const { y, roundness } = embeddingCircle(line, 7, 3, 1);
	expect([...y]).toEqual(new Array<number>(7).fill(0));
	// A line is half one sense of rotation and half the other.
	expect(roundness).toBeCloseTo(0.5, 12);
	expect(embeddingCircle(new Float64Array(7), 7, 1, 1).roundness).toBeNaN();
});
