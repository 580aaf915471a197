import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	isEvaluated,
	stepsToNextEvaluation
} from '../../../src/engine/trainer/evaluation/evaluation-grid.ts';
import { SEED } from '../../support/ops/arbitraries.ts';

const evaluatedUpTo = (last: number, every: number | undefined) =>
	Array.from({ length: last + 1 }, (_, step) => step).filter((step) => isEvaluated(step, every));

test('the default grid is every step below 20, every 5 below 200, every 20 below 2000, then every 50', () => {
	const grid = evaluatedUpTo(2200, undefined);
	const range = (from: number, to: number, by: number) =>
		Array.from({ length: Math.ceil((to - from) / by) }, (_, i) => from + i * by);
	expect(grid.slice(0, 24)).toEqual([...range(0, 20, 1), 20, 25, 30, 35]);
	expect(grid).toEqual([
		...range(0, 20, 1),
		...range(20, 200, 5),
		...range(200, 2000, 20),
		...range(2000, 2201, 50)
	]);
});

test('an interval of its own holds from step 0', () => {
	expect(evaluatedUpTo(25, 10)).toEqual([0, 10, 20]);
	expect(evaluatedUpTo(4, 1)).toEqual([0, 1, 2, 3, 4]);
});

test('stepsToNextEvaluation leads to the next step of the grid', () => {
	fc.assert(
		fc.property(
			fc.nat(5000),
			fc.option(fc.integer({ min: 1, max: 400 }), { nil: undefined }),
			(step, every) => {
				const next = step + stepsToNextEvaluation(step, every);
				expect(next).toBeGreaterThan(step);
				expect(isEvaluated(next, every)).toBe(true);
				for (let at = step + 1; at < next; at++) expect(isEvaluated(at, every)).toBe(false);
			}
		),
		{ seed: SEED }
	);
});
