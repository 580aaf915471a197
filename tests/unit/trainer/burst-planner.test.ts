import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planBurst, type Burst } from '../../../src/engine/trainer/train/burst-planner.ts';
import { BURST_UPDATES } from '../../../src/engine/trainer/build/build-run.ts';
import { BURST_EVALUATIONS } from '../../../src/engine/trainer/evaluation/build-evaluation.ts';
import { isEvaluated } from '../../../src/engine/trainer/evaluation/evaluation-grid.ts';
import { SEED } from '../../support/ops/arbitraries.ts';

interface Walk {
	readonly until: number;
	readonly budget: number;
	readonly evaluateEvery: number | undefined;
	/** Sizes asked for, in turn. */
	readonly sizes: readonly number[];
}

const arbitrary: fc.Arbitrary<Walk> = fc.record({
	until: fc.nat(700),
	budget: fc.integer({ min: 1, max: 900 }),
	evaluateEvery: fc.option(fc.integer({ min: 1, max: 90 }), { nil: undefined }),
	sizes: fc.array(fc.integer({ min: 1, max: 600 }), { minLength: 1, maxLength: 8 })
});

/** Plans burst after burst until there is nothing left to do. */
function walk({ until, budget, evaluateEvery, sizes }: Walk): readonly Burst[] {
	const bursts: Burst[] = [];
	let [step, evaluatedUpTo] = [0, -1];
	for (;;) {
		const size = sizes[bursts.length % sizes.length] ?? 1;
		const burst = planBurst({ step, evaluatedUpTo, size, until, budget, evaluateEvery });
		if (burst.work.length === 0) return bursts;
		bursts.push(burst);
		step += burst.updates;
		evaluatedUpTo = burst.evaluated.at(-1) ?? evaluatedUpTo;
	}
}

/** Steps at which a burst's work evaluates, counted along the work itself. */
function evaluatedByWork({ step, work }: Burst): number[] {
	const found: number[] = [];
	let at = step;
	for (const item of work) {
		if (item === 'evaluate') found.push(at);
		else at += item;
	}
	return found;
}

const dueSteps = ({ until, budget, evaluateEvery }: Walk) =>
	Array.from({ length: until + 1 }, (_, step) => step).filter(
		(step) => isEvaluated(step, evaluateEvery) || step === budget
	);

describe('planBurst', () => {
	test('evaluates every step of the grid, and the budget, once and in order, whatever the sizes', () => {
		fc.assert(
			fc.property(arbitrary, (options) => {
				const bursts = walk(options);
				expect(bursts.flatMap(({ evaluated }) => evaluated)).toEqual(dueSteps(options));
			}),
			{ seed: SEED, numRuns: 300 }
		);
	});

	test('says of its work what it is', () => {
		fc.assert(
			fc.property(arbitrary, (options) => {
				for (const burst of walk(options)) {
					expect(evaluatedByWork(burst)).toEqual(burst.evaluated);
					const updates = burst.work.filter((item) => item !== 'evaluate');
					expect(updates.reduce((sum, count) => sum + count, 0)).toBe(burst.updates);
					expect(updates.every((count) => count > 0)).toBe(true);
				}
			}),
			{ seed: SEED }
		);
	});

	test('never holds more than the slots, nor more than was asked for, and ends exactly at `until`', () => {
		fc.assert(
			fc.property(arbitrary, (options) => {
				const bursts = walk(options);
				bursts.forEach((burst, i) => {
					const size = options.sizes[i % options.sizes.length] ?? 0;
					expect(burst.updates).toBeLessThanOrEqual(Math.min(size, BURST_UPDATES));
					expect(burst.evaluated.length).toBeLessThanOrEqual(BURST_EVALUATIONS);
				});
				expect(bursts.reduce((sum, { updates }) => sum + updates, 0)).toBe(options.until);
			}),
			{ seed: SEED }
		);
	});

	test('of size 0 evaluates where it stands, once', () => {
		const here = { step: 40, size: 0, until: 40, budget: 1000, evaluateEvery: undefined };
		expect(planBurst({ ...here, evaluatedUpTo: 35 }).work).toEqual(['evaluate']);
		expect(planBurst({ ...here, evaluatedUpTo: 40 }).work).toEqual([]);
		expect(planBurst({ ...here, step: 41, until: 41, evaluatedUpTo: 40 }).work).toEqual([]);
	});
});
