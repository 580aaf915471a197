import { describe, expect, test } from 'vitest';
import { attentionFits, bestAttentionFit } from '../../../src/engine/mechanism/attention-fit.ts';
import { logitDirections, mapResidual } from '../../../src/engine/mechanism/logit-directions.ts';
import { fitSumWave } from '../../../src/engine/mechanism/wave-fit.ts';
import {
	dot,
	explainedBy,
	frequenciesOf,
	orthonormalBasis,
	overPairs,
	randomValues,
	STRUCTURES
} from '../../support/oracles/mechanism-oracle.ts';
import { normError } from '../../support/tolerance.ts';

/** Float64 sums over at most 144 pairs of numbers of order 1, in two orders. */
const EXACT = 1e-12;

describe.each(STRUCTURES)('order $order, coefficients $coefficients', (structure) => {
	const { order } = structure;
	const frequencies = frequenciesOf(structure);
	const pairs = order ** 2;
	const values = randomValues(order, pairs).map((value) => 2 + value);
	const waves = { cos: Math.cos, sin: Math.sin };

	test('a number per pair fits waves of the sum by least squares', () => {
		for (const frequency of frequencies) {
			for (const wave of ['cos', 'sin'] as const) {
				if (wave === 'sin' && 2 * frequency === order) continue;
				const regressor = overPairs(structure, (a, b) => waves[wave](frequency * (a + b)));
				const fit = fitSumWave(values, structure, { frequency, wave });
				expect(Math.abs(fit.explained - explainedBy(values, [regressor]))).toBeLessThan(EXACT);
				const residual = values.map(
					(value, i) => value - fit.intercept - fit.amplitude * (regressor[i] ?? NaN)
				);
				expect(Math.abs(dot(residual, regressor))).toBeLessThan(100 * EXACT);
				expect(
					Math.abs(
						dot(
							residual,
							regressor.map(() => 1)
						)
					)
				).toBeLessThan(100 * EXACT);
				const planted = regressor.map((value) => 5 - 3 * value);
				const exact = fitSumWave(planted, structure, { frequency, wave });
				expect(exact.intercept).toBeCloseTo(5, 12);
				expect(exact.amplitude).toBeCloseTo(-3, 12);
				expect(exact.explained).toBeCloseTo(1, 12);
			}
		}
	});

	const regressorsOf = (k: number) => [
		overPairs(structure, (a, b) => Math.cos(k * a) - Math.cos(k * b)),
		overPairs(structure, (a, b) => Math.sin(k * a) - Math.sin(k * b))
	];

	test('an attention pattern fits every frequency by least squares', () => {
		const fits = attentionFits(values, structure);
		expect(fits.map(({ frequency }) => frequency)).toEqual(frequencies);
		for (const { frequency, intercept, alpha, beta, explained } of fits) {
			const [cosine = values, sine = values] = regressorsOf(frequency);
			expect(Math.abs(explained - explainedBy(values, [cosine, sine]))).toBeLessThan(EXACT);
			const residual = values.map(
				(value, i) => value - intercept - alpha * (cosine[i] ?? NaN) - beta * (sine[i] ?? NaN)
			);
			for (const regressor of [cosine, sine, values.map(() => 1)]) {
				expect(Math.abs(dot(residual, regressor))).toBeLessThan(100 * EXACT);
			}
		}
		const best = bestAttentionFit(fits);
		expect(best?.explained).toBe(Math.max(...fits.map(({ explained }) => explained)));
	});

	test('the paper’s attention pattern is found at every frequency', () => {
		for (const k of frequencies) {
			const [cosine = values, sine = values] = regressorsOf(k);
			const isLast = 2 * k === order;
			const pattern = cosine.map((value, i) => 0.5 + 0.2 * value - 0.15 * (sine[i] ?? NaN));
			const best = bestAttentionFit(attentionFits(pattern, structure));
			expect(best?.frequency).toBe(k);
			expect(best?.intercept).toBeCloseTo(0.5, 12);
			expect(best?.alpha).toBeCloseTo(0.2, 12);
			expect(best?.beta).toBeCloseTo(isLast ? 0 : -0.15, 12);
			expect(best?.explained).toBeCloseTo(1, 12);
		}
	});
});

describe.each([2, 3, 5, 6, 7, 12])('W_L with %i classes', (order) => {
	const neurons = 4;
	const frequencies = Array.from({ length: Math.floor(order / 2) }, (_, i) => i + 1);
	const map = randomValues(order, neurons * order);
	const wave = (k: number, kind: 'cos' | 'sin') =>
		Float64Array.from({ length: order }, (_, c) => Math[kind]((2 * Math.PI * k * c) / order));
	/** sum over the directions of vector_j wave(c): [neurons, order]. */
	const approximation = (directions: ReturnType<typeof logitDirections>) =>
		map.map((_, i) =>
			directions.reduce(
				(sum, { frequency, wave: kind, vector }) =>
					sum + (vector[Math.floor(i / order)] ?? NaN) * (wave(frequency, kind)[i % order] ?? NaN),
				0
			)
		);
	/** Squared norm per Fourier row, by Gram-Schmidt on constant, cos_1, sin_1, ... */
	const energies = (matrix: Float64Array) =>
		orthonormalBasis([
			new Float64Array(order).fill(1),
			...frequencies.flatMap((k) => [wave(k, 'cos'), wave(k, 'sin')])
		]).map((row) =>
			Array.from({ length: neurons }).reduce<number>(
				(sum, _, j) => sum + dot(matrix.subarray(j * order, (j + 1) * order), row) ** 2,
				0
			)
		);

	test('directions are those of the best approximation, whose residual is the ratio', () => {
		for (const chosen of [[], frequencies.slice(0, 1), frequencies.slice(-1), frequencies]) {
			const directions = logitDirections(map, order, chosen);
			const last = chosen.filter((k) => 2 * k === order).length;
			expect(directions).toHaveLength(2 * chosen.length - last);
			const fitted = approximation(directions);
			const residual = map.map((value, i) => value - (fitted[i] ?? NaN));
			for (const { frequency, wave: kind } of directions) {
				for (let j = 0; j < neurons; j++) {
					const row = residual.subarray(j * order, (j + 1) * order);
					expect(Math.abs(dot(row, wave(frequency, kind)))).toBeLessThan(EXACT);
				}
			}
			const { ratio, ratioWithoutConstant } = mapResidual(energies(map), chosen);
			expect(ratio).toBeCloseTo(normError(fitted, map), 12);
			const centred = map.map((value, i) => {
				const row = map.subarray(i - (i % order), i - (i % order) + order);
				return value - row.reduce((sum, x) => sum + x, 0) / order;
			});
			expect(ratioWithoutConstant).toBeCloseTo(normError(fitted, centred), 12);
		}
	});

	test('a planted map gives back its vectors', () => {
		const planted = frequencies.flatMap((frequency, i) =>
			(['cos', 'sin'] as const)
				.filter((kind) => kind === 'cos' || 2 * frequency !== order)
				.map((kind) => ({ frequency, wave: kind, vector: randomValues(i + 50, neurons) }))
		);
		const found = logitDirections(approximation(planted), order, frequencies);
		expect(found.map(({ frequency, wave: kind }) => [frequency, kind])).toEqual(
			planted.map(({ frequency, wave: kind }) => [frequency, kind])
		);
		found.forEach(({ vector }, i) => {
			expect(normError(vector, planted[i]?.vector ?? [])).toBeLessThan(EXACT);
		});
	});
});

test('a residual far below float32’s rounding of the whole keeps its digits', () => {
	const energies = Float64Array.of(3, 1e8, 1e8, 1e-4, 0);
	expect(mapResidual(energies, [1])).toEqual({
		ratio: Math.sqrt((1e-4 + 3) / (2e8 + 1e-4 + 3)),
		ratioWithoutConstant: Math.sqrt(1e-4 / (2e8 + 1e-4))
	});
});
