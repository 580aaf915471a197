import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spreadApart } from '../../../../src/app/charts/lines/end-labels.ts';
import { SEED } from '../../../support/ops/arbitraries.ts';

test('labels at the ends of lines keep their order and distance, inside the plot', () => {
	fc.assert(
		fc.property(
			fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 19 }),
			(ys) => {
				const places = spreadApart(ys, 13, 0, 300);
				const order = [...ys.keys()].toSorted((a, b) => (ys[a] ?? 0) - (ys[b] ?? 0));
				const step = Math.min(13, 300 / Math.max(1, ys.length - 1));
				order.forEach((i, rank) => {
					const place = places[i] ?? Number.NaN;
					expect(place).toBeGreaterThanOrEqual(-1e-9);
					expect(place).toBeLessThanOrEqual(300);
					const next = order[rank + 1];
					if (next !== undefined) {
						expect((places[next] ?? 0) - place).toBeGreaterThanOrEqual(step - 1e-9);
					}
				});
			}
		),
		{ seed: SEED }
	);
});

test('a label with room is at the end of its line', () => {
	expect(spreadApart([10, 100, 105], 13, 0, 300)).toEqual([10, 100, 113]);
});
