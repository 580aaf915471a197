import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowsToKeep } from '../../../src/engine/core/thin-rows.ts';
import { SEED } from '../../support/ops/arbitraries.ts';

const series = fc
	.array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.double({ noDefaultInfinity: true })), {
		minLength: 1,
		maxLength: 400
	})
	.map((rows) => {
		let step = -1;
		const steps = rows.map(([gap]) => (step += gap));
		return { steps, values: rows.map(([, value]) => value) };
	});

test('at most so many rows stay: the first, the last, the extremes, and what is protected', () => {
	fc.assert(
		fc.property(
			series,
			fc.integer({ min: 6, max: 100 }),
			fc.nat(),
			({ steps, values }, most, which) => {
				const count = steps.length;
				const guarded = steps[which % count] ?? 0;
				const protectedSteps = new Set([guarded]);
				const kept = rowsToKeep({ steps, count, most, values, protectedSteps });
				expect(kept.length).toBeLessThanOrEqual(most + 1);
				expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
				expect(kept[0]).toBe(0);
				expect(kept.at(-1)).toBe(count - 1);
				expect(kept.map((i) => steps[i])).toContain(guarded);
				const numbers = values.filter((value) => !Number.isNaN(value));
				const keptValues = kept.map((i) => values[i] ?? NaN);
				if (numbers.length === 0) return;
				expect(keptValues).toContain(Math.min(...numbers));
				expect(keptValues).toContain(Math.max(...numbers));
			}
		),
		{ seed: SEED }
	);
});

test('what stays is dense at the beginning, and nowhere thin', () => {
	const steps = Array.from({ length: 100_000 }, (_, i) => i);
	const kept = rowsToKeep({ steps, count: steps.length, most: 2002 });
	expect(kept.length).toBeGreaterThan(1000);
	expect(kept.slice(0, 20)).toEqual(steps.slice(0, 20));
	kept.slice(1).forEach((step, i) => {
		const before = kept[i] ?? 0;
		expect(step - before).toBeLessThanOrEqual(Math.max(1, Math.min(before * 0.05, 250)));
	});
});
