import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { modularAddition } from '../../../src/engine/tasks/modular-addition.ts';
import { createRng } from '../../../src/engine/core/rng.ts';
import { SEED } from '../../support/ops/arbitraries.ts';

const arbitrary = fc.record({
	p: fc.integer({ min: 2, max: 40 }),
	fraction: fc.double({ min: 0.001, max: 0.999, noNaN: true }),
	mode: fc.constantFrom<'ordered' | 'unordered'>('ordered', 'unordered'),
	seed: fc.nat(0xffffffff)
});

type Options = typeof arbitrary extends fc.Arbitrary<infer T> ? T : never;
const make = ({ p, fraction, mode, seed }: Options) => {
	const params = { p, frac_train: fraction, split_pairs: mode };
	const split = modularAddition.split(params, (stream) => createRng(seed, stream));
	return {
		shape: modularAddition.shape(params),
		split,
		groups: modularAddition.groups(params, split)
	};
};

describe('the split of a pair task', () => {
	test('puts every pair on one side, ascending, with as many in train as the sizes say', () => {
		fc.assert(
			fc.property(arbitrary, (options) => {
				const { shape, split } = make(options);
				expect(split.train).toHaveLength(shape.trainExamples);
				expect(split.train).toEqual(split.train.toSorted());
				expect(split.test).toEqual(split.test.toSorted());
				const all = Uint32Array.from({ length: shape.examples }, (_, i) => i);
				expect(Uint32Array.from([...split.train, ...split.test]).toSorted()).toEqual(all);
			}),
			{ seed: SEED }
		);
	});

	test('is the same for the same seed and differs for another', () => {
		const of = (seed: number) => make({ p: 13, fraction: 0.5, mode: 'ordered', seed }).split;
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
			make({ p, fraction, mode, seed: 0 }).shape.trainExamples;
		expect(count(113, 0.3, 'ordered')).toBe(3830);
		expect(count(97, 0.5, 'ordered')).toBe(4704);
		// floor(0.6 x 31) on the diagonal, floor(0.6 x 465) twice off it.
		expect(count(31, 0.6, 'unordered')).toBe(18 + 2 * 279);
	});

	test('chooses every pair equally often over seeds', () => {
		const times = new Array<number>(25).fill(0);
		for (let seed = 0; seed < 2000; seed++) {
			const { split } = make({ p: 5, fraction: 0.4, mode: 'ordered', seed });
			for (const pair of split.train) times[pair] = (times[pair] ?? NaN) + 1;
		}
		// 2000 draws with probability 0.4: standard deviation 22.
		for (const count of times) expect(Math.abs(count - 800)).toBeLessThan(5 * 22);
	});
});

describe('the groups of a pair task', () => {
	test('call a test pair mirrored exactly when its mirror is trained on', () => {
		fc.assert(
			fc.property(arbitrary, (options) => {
				const { p } = options;
				const { split, groups } = make(options);
				const train = new Set(split.train);
				for (let a = 0; a < p; a++) {
					for (let b = 0; b < p; b++) {
						const test = train.has(b * p + a) ? 1 : 2;
						expect(groups[a * p + b]).toBe(train.has(a * p + b) ? 0 : test);
					}
				}
			}),
			{ seed: SEED, numRuns: 40 }
		);
	});

	test('have no mirrored pairs when unordered pairs are split', () => {
		const { groups } = make({ p: 17, fraction: 0.5, mode: 'unordered', seed: 1 });
		expect(groups).not.toContain(1);
	});
});
