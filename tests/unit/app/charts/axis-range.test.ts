import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	decadeRange,
	decadeTicks,
	lastStepOnAxis
} from '../../../../src/app/charts/lines/axis-range.ts';
import { SEED } from '../../../support/ops/arbitraries.ts';

test('the step axis ends at or shortly after the last step', () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 10_000_000 }), (step) => {
			const end = lastStepOnAxis(step);
			expect(end).toBeGreaterThanOrEqual(step + 1);
			expect(end).toBeLessThanOrEqual(Math.max(100, (step + 1) * 1.51));
		}),
		{ seed: SEED }
	);
});

test('the loss axis holds every positive value and ignores zeros', () => {
	const range = decadeRange([[{ y: 3e-7 }, { y: 0 }], [{ y: 31 }]], 0.1, 7);
	expect(range.min).toBeCloseTo(1e-7, 12);
	expect(range.max).toBe(50);
});

test('ticks are decades inside the range, thinned to the limit', () => {
	expect(decadeTicks(1, 15_000, 8)).toEqual([1, 10, 100, 1000, 10_000]);
	expect(decadeTicks(1e-8, 10, 6)).toHaveLength(5);
});
