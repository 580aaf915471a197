import { describe, expect, test } from 'vitest';
import { restrictedLosses } from '../../../src/engine/mechanism/restricted-losses.ts';
import { projectOnSums, restrictedLogits } from '../../../src/engine/mechanism/sum-projection.ts';
import { trigFraction } from '../../../src/engine/mechanism/trig-fraction.ts';
import {
	answers,
	classCentred,
	dot,
	excludedByDefinition,
	frequenciesOf,
	lossOf,
	orthonormalBasis,
	overPairs,
	plantedLogits,
	projectedLogits,
	randomValues,
	reduceLogits,
	restrictedByDefinition,
	STRUCTURES,
	sumDirections
} from '../../support/oracles/mechanism-oracle.ts';
import { normError, relativeError } from '../../support/tolerance.ts';

/** Float64 sums of at most 12^3 products of numbers of order 1, in two orders: some 1e-14. */
const EXACT = 1e-12;

const CASES = STRUCTURES.map((structure, i) => {
	const { order } = structure;
	const logits = randomValues(i + 1, order ** 3).map((value, j) => 2 * value + (j % order));
	return { ...structure, structure, logits, ...reduceLogits(logits, structure) };
});

/** A third of the pairs, and how many of them and of all have each sum. */
function split(structure: (typeof CASES)[number]['structure']) {
	const targets = answers(structure);
	const pairs = targets.map((_, pair) => pair);
	const train = pairs.filter((pair) => pair % 3 === 1);
	const test = pairs.filter((pair) => pair % 3 !== 1);
	const count = (chosen: readonly number[]) =>
		Float64Array.from(
			{ length: structure.order },
			(_, s) => chosen.filter((pair) => targets[pair] === s).length
		);
	return { targets, pairs, train, test, counts: { train: count(train), total: count(pairs) } };
}

const subsets = (frequencies: readonly number[]) => [
	[],
	...frequencies.map((k) => [k]),
	frequencies.filter((k) => k % 2 === 1),
	frequencies
];

test('the sum directions are the paper’s Kronecker products', () => {
	const structure = { order: 7, coefficients: [1, 1] } as const;
	for (const k of frequenciesOf(structure)) {
		const scale = 2 / 7 / Math.SQRT2;
		const cosine = overPairs(
			structure,
			(a, b) => scale * (Math.cos(k * a) * Math.cos(k * b) - Math.sin(k * a) * Math.sin(k * b))
		);
		const sine = overPairs(
			structure,
			(a, b) => scale * (Math.sin(k * a) * Math.cos(k * b) + Math.cos(k * a) * Math.sin(k * b))
		);
		const [c, s] = sumDirections(structure, k);
		expect(normError(c ?? [], cosine)).toBeLessThan(EXACT);
		expect(normError(s ?? [], sine)).toBeLessThan(EXACT);
	}
});

describe.each(CASES)('order $order, coefficients $coefficients', (item) => {
	const { structure, order, logits, table, squares } = item;

	test('restricted and excluded logits equal the projection of all logits', () => {
		const { targets, train } = split(structure);
		for (const frequencies of subsets(frequenciesOf(structure))) {
			const restricted = restrictedLogits(table, order, frequencies);
			const full = restrictedByDefinition(logits, structure, frequencies);
			const projection = projectOnSums(table, order, frequencies);
			const spread = full.map((_, i) => {
				const sum = targets[Math.floor(i / order)] ?? NaN;
				return restricted[sum * order + (i % order)] ?? NaN;
			});
			expect(normError(spread, full)).toBeLessThan(EXACT);
			const excluded = logits.map((logit, i) => {
				const sum = targets[Math.floor(i / order)] ?? NaN;
				return logit - (projection[sum * order + (i % order)] ?? NaN);
			});
			const expected = excludedByDefinition(logits, structure, frequencies);
			expect(normError(excluded, expected)).toBeLessThan(EXACT);
			expect(
				relativeError(lossOf(excluded, targets, train).loss, lossOf(expected, targets, train).loss)
			).toBeLessThan(EXACT);
		}
	});

	test('restricted losses are means over the pairs of each split', () => {
		const { targets, pairs, train, test: rest, counts } = split(structure);
		for (const frequencies of subsets(frequenciesOf(structure))) {
			const full = restrictedByDefinition(logits, structure, frequencies);
			const losses = restrictedLosses(table, order, frequencies, counts);
			for (const [got, chosen] of [
				[losses.all, pairs],
				[losses.train, train],
				[losses.test, rest]
			] as const) {
				const expected = lossOf(full, targets, chosen);
				expect(relativeError(got.loss, expected.loss)).toBeLessThan(EXACT);
				expect(relativeError(got.accuracy, expected.accuracy)).toBeLessThan(EXACT);
			}
		}
	});

	test('restricted squares are means over the pairs of each split', () => {
		const { targets, train, counts } = split(structure);
		for (const frequencies of subsets(frequenciesOf(structure))) {
			const full = restrictedByDefinition(logits, structure, frequencies);
			const squaresOf = (pair: number) =>
				full
					.subarray(pair * order, (pair + 1) * order)
					.reduce((sum, value, c) => sum + (value - (c === targets[pair] ? 1 : 0)) ** 2, 0);
			const expected = train.reduce((sum, pair) => sum + squaresOf(pair), 0);
			const got = restrictedLosses(table, order, frequencies, counts, 'squares').train;
			expect(relativeError(got.loss, expected / order / train.length)).toBeLessThan(EXACT);
			expect(got.accuracy).toBe(restrictedLosses(table, order, frequencies, counts).train.accuracy);
		}
	});

	test('the trig fraction is the projection’s part of the class-centred energy', () => {
		const centred = classCentred(logits, order);
		for (const frequencies of subsets(frequenciesOf(structure))) {
			const projected = projectedLogits(logits, structure, frequencies);
			const expected = dot(projected, projected) / dot(centred, centred);
			expect(Math.abs(trigFraction(table, squares, order, frequencies) - expected)).toBeLessThan(
				EXACT
			);
		}
	});

	test('a wave of the sum lies in its own frequency alone', () => {
		for (const k of frequenciesOf(structure)) {
			const planted = plantedLogits(structure, [{ frequency: k, alpha: 3 }]);
			const reduced = reduceLogits(planted, structure);
			for (const other of frequenciesOf(structure)) {
				const fraction = trigFraction(reduced.table, reduced.squares, order, [other]);
				expect(Math.abs(fraction - (other === k ? 1 : 0))).toBeLessThan(EXACT);
				const left = projectOnSums(reduced.table, order, [other]);
				const expected = other === k ? reduced.table : left.map(() => 0);
				expect(
					Math.max(...left.map((value, i) => Math.abs(value - (expected[i] ?? NaN))))
				).toBeLessThan(EXACT);
			}
		}
	});
});

test('a restricted loss of 1e-30 keeps its digits', () => {
	const structure = { order: 5, coefficients: [1, 1] } as const;
	const terms = [
		{ frequency: 1, alpha: 40 },
		{ frequency: 2, alpha: 40 }
	];
	const { table } = reduceLogits(plantedLogits(structure, terms), structure);
	const { counts } = split(structure);
	// Over both frequencies the cosines of the four other classes add up to -1/2 each: margin 40 (2
	// + 1/2) = 100.
	const { all, test: rest } = restrictedLosses(table, 5, [1, 2], counts);
	const expected = Math.log1p(4 * Math.exp(-100));
	// Logits of 100 are rounded to 1e-14, and the loss is their exponential.
	expect(relativeError(all.loss, expected)).toBeLessThan(1e-12);
	expect(relativeError(rest.loss, expected)).toBeLessThan(1e-12);
	expect(all.accuracy).toBe(1);
});

test('an empty split has no loss, and constant logits no trig fraction', () => {
	const counts = { train: new Float64Array(3), total: new Float64Array(3).fill(3) };
	const { train, test: rest } = restrictedLosses(new Float64Array(9), 3, [1], counts);
	expect(train).toEqual({ loss: NaN, accuracy: NaN });
	expect(rest.loss).toBeCloseTo(Math.log(3), 14);
	// Equal logits: the first class is taken as the answer, right for one sum in three.
	expect(rest.accuracy).toBeCloseTo(1 / 3, 14);
	expect(trigFraction(new Float64Array(9), new Float64Array(3), 3, [1])).toBeNaN();
});

test('the basis of dependent vectors has as many as they span', () => {
	const x = Float64Array.of(1, 2, 0);
	const basis = orthonormalBasis([x, x.map((value) => -3 * value), Float64Array.of(0, 1, 1)]);
	expect(basis).toHaveLength(2);
	expect(Math.abs(dot(basis[0] ?? [], basis[1] ?? []))).toBeLessThan(EXACT);
});
