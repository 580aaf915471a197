import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { modularAddition } from '../../../src/engine/tasks/modular-addition.ts';
import { trainPairCount } from '../../../src/engine/tasks/train-pair-count.ts';
import { evaluationGroups, GROUPS, splitPairs } from '../../../src/engine/trainer/split.ts';
import { SEED } from '../../support/arbitraries.ts';

const arbitrary = fc.record({
	p: fc.integer({ min: 2, max: 40 }),
	fraction: fc.double({ min: 0.001, max: 0.999, noNaN: true }),
	mode: fc.constantFrom<'ordered' | 'unordered'>('ordered', 'unordered'),
	seed: fc.nat(0xffffffff)
});

type Options = typeof arbitrary extends fc.Arbitrary<infer T> ? T : never;
const make = ({ p, fraction, mode, seed }: Options) => {
	const sizes = modularAddition.sizes({ p });
	return { sizes, split: splitPairs(sizes, fraction, mode, seed) };
};

describe('splitPairs', () => {
	test('puts every pair on one side, ascending, with as many in train as the sizes say', () => {
		fc.assert(
			fc.property(arbitrary, (options) => {
				const { sizes, split } = make(options);
				expect(split.train).toHaveLength(trainPairCount(sizes, options.fraction, options.mode));
				expect(split.train).toEqual(split.train.toSorted());
				expect(split.test).toEqual(split.test.toSorted());
				const all = Uint32Array.from({ length: sizes.pairCount }, (_, i) => i);
				expect(Uint32Array.from([...split.train, ...split.test]).toSorted()).toEqual(all);
			}),
			{ seed: SEED }
		);
	});

	test('is the same for the same seed and differs for another', () => {
		const sizes = modularAddition.sizes({ p: 13 });
		const of = (seed: number) => splitPairs(sizes, 0.5, 'ordered', seed);
		expect(of(3)).toEqual(of(3));
		expect(of(3)).not.toEqual(of(4));
	});

	test('of unordered pairs keeps (a, b) and (b, a) on one side', () => {
		fc.assert(
			fc.property(arbitrary, (options) => {
				const { p } = options;
				const { split } = make({ ...options, mode: 'unordered' });
				const train = new Set(split.train);
				for (const pair of split.train)
					expect(train.has((pair % p) * p + Math.floor(pair / p))).toBe(true);
			}),
			{ seed: SEED }
		);
	});

	test('takes floor(fraction x pairs): the counts of the papers', () => {
		const count = (p: number, fraction: number, mode: 'ordered' | 'unordered') =>
			trainPairCount(modularAddition.sizes({ p }), fraction, mode);
		expect(count(113, 0.3, 'ordered')).toBe(3830);
		expect(count(97, 0.5, 'ordered')).toBe(4704);
		// floor(0.6 x 31) on the diagonal, floor(0.6 x 465) twice off it.
		expect(count(31, 0.6, 'unordered')).toBe(18 + 2 * 279);
	});

	test('chooses every pair equally often over seeds', () => {
		const sizes = modularAddition.sizes({ p: 5 });
		const times = new Array<number>(25).fill(0);
		for (let seed = 0; seed < 2000; seed++) {
			for (const pair of splitPairs(sizes, 0.4, 'ordered', seed).train)
				times[pair] = (times[pair] ?? NaN) + 1;
		}
		// 2000 draws with probability 0.4: standard deviation 22.
		for (const count of times) expect(Math.abs(count - 800)).toBeLessThan(5 * 22);
	});
});

describe('evaluationGroups', () => {
	test('call a test pair mirrored exactly when its mirror is trained on', () => {
		fc.assert(
			fc.property(arbitrary, (options) => {
				const { p } = options;
				const { split } = make(options);
				const groups = evaluationGroups(split, p);
				const train = new Set(split.train);
				for (let a = 0; a < p; a++) {
					for (let b = 0; b < p; b++) {
						const mirrored = train.has(b * p + a) ? GROUPS.mirrored : GROUPS.nonMirrored;
						expect(groups[a * p + b]).toBe(train.has(a * p + b) ? GROUPS.train : mirrored);
					}
				}
			}),
			{ seed: SEED, numRuns: 40 }
		);
	});

	test('have no mirrored pairs when unordered pairs are split', () => {
		const split = splitPairs(modularAddition.sizes({ p: 17 }), 0.5, 'unordered', 1);
		expect(evaluationGroups(split, 17)).not.toContain(GROUPS.mirrored);
	});
});
