import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	decadeRange,
	decadeTicks,
	lastStepOnAxis,
	plainRange
} from '../../../../src/app/charts/lines/axis-range.ts';
import { SEED } from '../../../support/ops/arbitraries.ts';

test('the step axis ends at or shortly after the last step', () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 10_000_000 }), (step) => {
			const end = lastStepOnAxis(step);
			expect(end).toBeGreaterThanOrEqual(step);
			expect(end).toBeLessThanOrEqual(Math.max(100, step * 1.51));
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

test('a linear axis holds 0 and every finite value, and little else', () => {
	fc.assert(
		fc.property(
			fc.array(fc.oneof(fc.double({ min: -1e5, max: 1e5, noNaN: true }), fc.constant(Number.NaN)), {
				minLength: 1
			}),
			(values) => {
				const { min, max } = plainRange([values.map((y) => ({ y }))]);
				const finite = [0, ...values.filter(Number.isFinite)];
				const [least, most] = [Math.min(...finite), Math.max(...finite)];
				expect(min).toBeLessThanOrEqual(least);
				expect(max).toBeGreaterThanOrEqual(most);
				expect(max).toBeGreaterThan(min);
				// Nothing is where no value is: the cosines of one sign have no axis on the other side.
				if (most > least) expect(max - min).toBeLessThanOrEqual(1.11 * (most - least));
			}
		),
		{ seed: SEED }
	);
});
