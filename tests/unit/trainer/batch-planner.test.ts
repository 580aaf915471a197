import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planBatch, type Batch } from '../../../src/engine/trainer/train/batch-planner.ts';
import { TRAIN_SLOTS } from '../../../src/engine/trainer/build/build-run.ts';
import { EVALUATION_SLOTS } from '../../../src/engine/trainer/evaluation/build-evaluation.ts';
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

/** Plans batch after batch until there is nothing left to do. */
function walk({ until, budget, evaluateEvery, sizes }: Walk): readonly Batch[] {
	const batches: Batch[] = [];
	let [step, evaluatedUpTo] = [0, -1];
	for (;;) {
		const size = sizes[batches.length % sizes.length] ?? 1;
		const batch = planBatch({ step, evaluatedUpTo, size, until, budget, evaluateEvery });
		if (batch.work.length === 0) return batches;
		batches.push(batch);
		step += batch.updates;
		evaluatedUpTo = batch.evaluated.at(-1) ?? evaluatedUpTo;
	}
}

/** Steps at which a batch's work evaluates, counted along the work itself. */
function evaluatedByWork({ step, work }: Batch): number[] {
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

describe('planBatch', () => {
	test('evaluates every step of the grid, and the budget, once and in order, whatever the sizes', () => {
		fc.assert(
			fc.property(arbitrary, (options) => {
				const batches = walk(options);
				expect(batches.flatMap(({ evaluated }) => evaluated)).toEqual(dueSteps(options));
			}),
			{ seed: SEED, numRuns: 300 }
		);
	});

	test('says of its work what it is', () => {
		fc.assert(
			fc.property(arbitrary, (options) => {
				for (const batch of walk(options)) {
					expect(evaluatedByWork(batch)).toEqual(batch.evaluated);
					const updates = batch.work.filter((item) => item !== 'evaluate');
					expect(updates.reduce((sum, count) => sum + count, 0)).toBe(batch.updates);
					expect(updates.every((count) => count > 0)).toBe(true);
				}
			}),
			{ seed: SEED }
		);
	});

	test('never holds more than the slots, nor more than was asked for, and ends exactly at `until`', () => {
		fc.assert(
			fc.property(arbitrary, (options) => {
				const batches = walk(options);
				batches.forEach((batch, i) => {
					const size = options.sizes[i % options.sizes.length] ?? 0;
					expect(batch.updates).toBeLessThanOrEqual(Math.min(size, TRAIN_SLOTS));
					expect(batch.evaluated.length).toBeLessThanOrEqual(EVALUATION_SLOTS);
				});
				expect(batches.reduce((sum, { updates }) => sum + updates, 0)).toBe(options.until);
			}),
			{ seed: SEED }
		);
	});

	test('of size 0 evaluates where it stands, once', () => {
		const here = { step: 40, size: 0, until: 40, budget: 1000, evaluateEvery: undefined };
		expect(planBatch({ ...here, evaluatedUpTo: 35 }).work).toEqual(['evaluate']);
		expect(planBatch({ ...here, evaluatedUpTo: 40 }).work).toEqual([]);
		expect(planBatch({ ...here, step: 41, until: 41, evaluatedUpTo: 40 }).work).toEqual([]);
	});
});
