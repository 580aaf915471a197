import { describe, expect, test } from 'vitest';
import { LabError } from '../../../src/engine/core/lab-error.ts';
import type { FrequencyEvidence } from '../../../src/engine/key-rules/define.ts';
import { type KeyRuleId, keyRules } from '../../../src/engine/key-rules/index.ts';
import {
	randomFrequencies,
	summarizeControl
} from '../../../src/engine/mechanism/random-frequencies.ts';
import { topAnswers } from '../../../src/engine/mechanism/top-answers.ts';
import { thrown } from '../../support/runs/lab-errors.ts';

const THRESHOLD = { ratio: 2.5, max: 10 };

const select = (id: KeyRuleId, evidence: FrequencyEvidence, threshold = THRESHOLD) =>
	keyRules.get(id).select(evidence, threshold);

/**
 * Energies per basis row of Z_order: `constant`, then half to cosine and sine of each given
 * frequency; the rest get 1e-3.
 */
function rows(order: number, constant: number, powers: Readonly<Record<number, number>>) {
	const energies = Float64Array.from({ length: order }, (_, row) =>
		row === 0 ? constant : (powers[Math.ceil(row / 2)] ?? 1e-3) / 2
	);
	const last = order / 2;
	if (order % 2 === 0) energies[order - 1] = powers[last] ?? 1e-3;
	return energies;
}

describe('key frequencies', () => {
	// First and last frequency of an even and an odd order.
	test.each([
		[24, 12],
		[25, 12]
	])('stand out of a spectrum of Z_%i by share, in embedding and W_L', (order, last) => {
		const energies = rows(order, 1e3, { 1: 2.5, [last]: 5, 7: 3 });
		expect(select('embedding-share', { order, embedding: energies })).toEqual([last, 7, 1]);
		expect(select('neuron-logit-map', { order, neuronLogitMap: energies })).toEqual([last, 7, 1]);
		const strict = { ratio: 5, max: 1 };
		expect(select('embedding-share', { order, embedding: energies }, strict)).toEqual([last]);
		expect(select('neuron-logit-map', { order, neuronLogitMap: energies }, strict)).toEqual([last]);
	});

	test('by share are none in an even spectrum', () => {
		const energies = new Float64Array(25).fill(1);
		expect(select('embedding-share', { order: 25, embedding: energies })).toEqual([]);
		expect(select('neuron-logit-map', { order: 25, neuronLogitMap: energies })).toEqual([]);
	});

	test('above a quarter of the largest norm, that is a sixteenth of its power', () => {
		const embedding = rows(25, 1e3, { 2: 1.01, 3: 1, 12: 16 });
		expect(select('quarter-of-max', { order: 25, embedding })).toEqual([12, 2]);
		expect(select('quarter-of-max', { order: 25, embedding: new Float64Array(25) })).toEqual([]);
	});

	test('from one percent of the whole, the constant counted', () => {
		const powers = { 2: 1, 3: 0.99, 12: 60 };
		// 62 in the waves: 92 in all, of which 0.99 is more than a hundredth, then 101, of which 1
		// is less.
		expect(select('one-percent', { order: 25, embedding: rows(25, 30, powers) })).toEqual([
			12, 2, 3
		]);
		expect(select('one-percent', { order: 25, embedding: rows(25, 39, powers) })).toEqual([12]);
		expect(select('one-percent', { order: 25, embedding: new Float64Array(25) })).toEqual([]);
	});

	test('of the neurons are all best ones, most neurons first', () => {
		const neuronFrequencies = Uint32Array.of(5, 0, 12, 12, 4, 3, 0, 12, 5);
		expect(select('neurons', { order: 25, neuronFrequencies })).toEqual([12, 5, 3, 4]);
		expect(select('neurons', { order: 25, neuronFrequencies: new Uint32Array(9) })).toEqual([]);
	});

	test('as listed are taken as they are', () => {
		expect(select('given', { order: 24, given: [12, 1] })).toEqual([12, 1]);
		expect(select('given', { order: 24, given: [] })).toEqual([]);
	});

	test.each([[[0]], [[13]], [[1.5]], [[3, 4, 3]], [[NaN]]])('as listed refuse %j', (given) => {
		const error = thrown(() => select('given', { order: 25, given }));
		expect(error.code).toBe('bad-parameter');
		expect(error.message).toBe(
			`key frequencies: expected different whole numbers from 1 to 12, got ${given.join(', ')}`
		);
	});

	test('every rule says what it is, and refuses without what it needs', () => {
		expect(new Set(keyRules.all.map(({ id }) => id)).size).toBe(6);
		for (const { id, label, cite, definition, needs, select: run } of keyRules.all) {
			for (const text of [id, label, cite, definition]) expect(text).not.toBe('');
			expect(() => run({ order: 25 }, THRESHOLD)).toThrow(LabError);
			expect(thrown(() => run({ order: 25 }, THRESHOLD)).message).toBe(
				`key frequencies: expected evidence "${needs}", got none`
			);
		}
	});
});

test('an unknown rule is refused', () => {
	expect(thrown(() => keyRules.get('by-eye'))).toMatchObject({
		code: 'bad-parameter',
		message:
			'key_frequency_rule: expected one of embedding-share, quarter-of-max, one-percent, neurons, neuron-logit-map, given, got "by-eye"'
	});
});

describe('the random control', () => {
	const keys = [2, 5, 12];

	test('draws 20 sets of as many other frequencies, the same for the same seed', () => {
		const control = randomFrequencies(7, 25, keys);
		const sets = control.kind === 'drawn' ? control.sets : [];
		expect(sets).toHaveLength(20);
		for (const set of sets) {
			expect(new Set(set).size).toBe(3);
			expect(set).toEqual(set.toSorted((x, y) => x - y));
			for (const k of set) {
				expect(keys).not.toContain(k);
				expect(Number.isInteger(k) && k >= 1 && k <= 12).toBe(true);
			}
		}
		// 84 sets are possible: 20 draws that are all alike would be a fault.
		expect(new Set(sets.map(String)).size).toBeGreaterThan(10);
		expect(new Set(sets.flat()).size).toBe(9);
		expect(randomFrequencies(7, 25, keys)).toEqual(control);
		expect(randomFrequencies(8, 25, keys)).not.toEqual(control);
	});

	test('says when there are too few others, and takes the last ones there are', () => {
		const sizes = randomFrequencies(7, 11, [1, 2, 3], { size: 2, draws: 1 });
		expect(sizes).toEqual({ kind: 'drawn', sets: [[4, 5]] });
		expect(randomFrequencies(7, 11, [1, 2, 3])).toEqual({
			kind: 'too-few-others',
			needed: 3,
			available: 2
		});
		expect(randomFrequencies(7, 12, [1, 2, 4], { draws: 2 })).toEqual({
			kind: 'drawn',
			sets: [
				[3, 5, 6],
				[3, 5, 6]
			]
		});
	});

	test('is summed up by mean and range', () => {
		expect(summarizeControl([3, -1, 4])).toEqual({ mean: 2, min: -1, max: 4 });
		expect(summarizeControl([])).toEqual({ mean: NaN, min: NaN, max: NaN });
	});
});

test('the top answers are the largest logits with their softmax, ties to the smaller answer', () => {
	const logits = [0, Math.log(2), 1e-9, Math.log(2), -1e3];
	const [first, second, third, ...more] = topAnswers(logits, 3);
	expect(more).toEqual([]);
	expect([first?.answer, second?.answer, third?.answer]).toEqual([1, 3, 2]);
	expect(first?.probability).toBeCloseTo(2 / 6, 9);
	expect(third?.logit).toBe(1e-9);
	const all = topAnswers([800, 799, 0], 9);
	expect(all).toHaveLength(3);
	expect(all.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 14);
	expect(all[0]?.probability).toBeCloseTo(1 / (1 + Math.exp(-1)), 14);
	expect(topAnswers([], 2)).toEqual([]);
});
