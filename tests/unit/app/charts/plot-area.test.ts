import fc from 'fast-check';
import { expect, test } from 'vitest';
import { roundTicks } from '../../../../src/app/charts/plot-area.ts';
import { SEED } from '../../../support/ops/arbitraries.ts';

test('ticks are round, inside the range, and about as many as were asked for', () => {
	fc.assert(
		fc.property(
			fc.double({ min: -1e6, max: 1e6, noNaN: true }),
			fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
			fc.integer({ min: 2, max: 10 }),
			(min, span, limit) => {
				const ticks = roundTicks(min, min + span, limit);
				expect(ticks.length).toBeLessThanOrEqual(limit + 1);
				expect(ticks.length).toBeGreaterThanOrEqual(1);
				const slack = 1e-6 * (Math.abs(min) + span);
				for (const tick of ticks) {
					expect(tick).toBeGreaterThanOrEqual(min - slack);
					expect(tick).toBeLessThanOrEqual(min + span + slack);
				}
			}
		),
		{ seed: SEED }
	);
	expect(roundTicks(0, 112, 5)).toEqual([0, 50, 100]);
	expect(roundTicks(-1, 1, 4)).toEqual([-1, -0.5, 0, 0.5, 1]);
	expect(roundTicks(3, 3, 4)).toEqual([3]);
});
