import { describe, expect, test } from 'vitest';
import { cosineCoefficients, logitFit } from '../../../src/engine/mechanism/cosine-fit.ts';
import { logitContributions } from '../../../src/engine/mechanism/logit-contributions.ts';
import {
	classCentred,
	dot,
	explainedBy,
	frequenciesOf,
	plantedLogits,
	randomValues,
	reduceLogits,
	STRUCTURES
} from '../../support/oracles/mechanism-oracle.ts';

/** Float64 sums of at most 12^3 products of numbers of order 1, in two orders. */
const EXACT = 1e-12;

describe.each(STRUCTURES)('order $order, coefficients $coefficients', (structure) => {
	const { order } = structure;
	const frequencies = frequenciesOf(structure);
	/** cos(w_k (s - c)) over all pairs and classes. */
	const wave = (k: number) => plantedLogits(structure, [{ frequency: k, alpha: 1 }]);
	const logits = randomValues(order, order ** 3).map((value, i) => value + (i % order));
	const { table, squares } = reduceLogits(logits, structure);

	test('coefficients and similarities are normalised inner products with all logits', () => {
		const got = cosineCoefficients(table, squares, order);
		expect(got.coefficients).toHaveLength(frequencies.length);
		for (const k of frequencies) {
			const expected = dot(wave(k), logits) / Math.sqrt(dot(wave(k), wave(k)));
			expect(Math.abs((got.coefficients[k - 1] ?? NaN) - expected)).toBeLessThan(100 * EXACT);
			const similarity = expected / Math.sqrt(dot(logits, logits));
			expect(Math.abs((got.similarities[k - 1] ?? NaN) - similarity)).toBeLessThan(EXACT);
		}
	});

	test('the fit is the least-squares fit of the class-centred logits', () => {
		const centred = classCentred(logits, order);
		for (const chosen of [[], frequencies.slice(0, 1), frequencies.slice(-1), frequencies]) {
			const { terms, explained } = logitFit(table, squares, order, chosen);
			expect(terms.map(({ frequency }) => frequency)).toEqual(chosen);
			expect(Math.abs(explained - explainedBy(centred, chosen.map(wave)))).toBeLessThan(EXACT);
			const fitted = plantedLogits(structure, terms);
			const residual = centred.map((value, i) => value - (fitted[i] ?? NaN));
			for (const k of chosen) expect(Math.abs(dot(residual, wave(k)))).toBeLessThan(1e3 * EXACT);
		}
	});

	test('a planted network gives back its amplitudes', () => {
		const planted = frequencies.map((frequency, i) => ({ frequency, alpha: 2 + i }));
		const reduced = reduceLogits(plantedLogits(structure, planted), structure);
		const { terms, explained } = logitFit(reduced.table, reduced.squares, order, frequencies);
		terms.forEach(({ alpha }, i) => {
			expect(Math.abs(alpha - 2 - i)).toBeLessThan(EXACT);
		});
		expect(Math.abs(explained - 1)).toBeLessThan(EXACT);
		const { similarities } = cosineCoefficients(reduced.table, reduced.squares, order);
		expect(Math.abs(dot(similarities, similarities) - 1)).toBeLessThan(EXACT);
	});

	test('the contributions of a pair add up to its fitted logits, largest at its sum', () => {
		const planted = frequencies.map((frequency) => ({ frequency, alpha: 1.5 }));
		const rows = reduceLogits(plantedLogits(structure, planted), structure).table;
		for (let sum = 0; sum < order; sum++) {
			const got = logitContributions(planted, order, sum);
			expect(got.terms.map(({ frequency }) => frequency)).toEqual(frequencies);
			for (const { curve } of got.terms) expect(curve[sum]).toBe(1.5);
			got.sum.forEach((value, c) => {
				expect(Math.abs(value - (rows[sum * order + c] ?? NaN))).toBeLessThan(EXACT);
			});
			expect(got.sum.indexOf(Math.max(...got.sum))).toBe(sum);
		}
	});
});
