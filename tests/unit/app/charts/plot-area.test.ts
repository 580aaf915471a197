import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evenTicks, roundTicks } from '../../../../src/app/charts/plot-area.ts';
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

test('labels at equal distances are thinned evenly, as little as needed', () => {
	const ticks = Array.from({ length: 20 }, (_, i) => ({ at: 30 * i, text: i < 2 ? 'no' : 'name' }));
	const kept = (pxPerLetter: number) =>
		evenTicks(ticks, (text) => pxPerLetter * text.length).map(({ at }) => at / 30);
	expect(kept(1)).toHaveLength(20);
	// The second label would fit beside the first, which is shorter, but others would not.
	expect(kept(7)).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
	expect(kept(1000)).toEqual([0]);
});
