import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	shareOnAxis,
	stepOnAxis,
	stepAxis,
	stepTicks
} from '../../../../src/app/charts/lines/step-axis.ts';
import { SEED } from '../../../support/ops/arbitraries.ts';

const axes = fc.record({
	scale: fc.constantFrom('linear' as const, 'log' as const),
	last: fc.integer({ min: 0, max: 1_000_000 })
});

test('a step and its place on the axis determine each other, and earlier steps lie on its left edge', () => {
	fc.assert(
		fc.property(axes, fc.double({ min: 0, max: 1, noNaN: true }), ({ scale, last }, share) => {
			const axis = stepAxis(scale, last);
			expect(shareOnAxis(axis, stepOnAxis(axis, share))).toBeCloseTo(share, 9);
			expect(shareOnAxis(axis, 0)).toBe(0);
			expect(shareOnAxis(axis, axis.max)).toBe(1);
			expect(shareOnAxis(axis, last)).toBeLessThanOrEqual(1);
		}),
		{ seed: SEED }
	);
});

test('a log axis begins at step 10, and that of a short run at step 1', () => {
	expect(stepAxis('log', 14_000)).toEqual({ scale: 'log', min: 10, max: 15_000 });
	expect(stepAxis('log', 60)).toEqual({ scale: 'log', min: 1, max: 100 });
	expect(stepAxis('linear', 14_000).min).toBe(0);
});

test('every axis has at least two labels, on it and at round steps, with room for each', () => {
	fc.assert(
		fc.property(axes, fc.integer({ min: 240, max: 1600 }), ({ scale, last }, width) => {
			const axis = stepAxis(scale, last);
			const ticks = stepTicks(axis, width);
			expect(ticks.length).toBeGreaterThanOrEqual(2);
			const places = ticks.map((step) => width * shareOnAxis(axis, step));
			ticks.forEach((step, i) => {
				expect(step).toBeGreaterThanOrEqual(axis.min);
				expect(step).toBeLessThanOrEqual(axis.max);
				expect((places[i + 1] ?? Infinity) - (places[i] ?? 0)).toBeGreaterThan(38);
			});
		}),
		{ seed: SEED }
	);
});

test('on a narrow log axis the labels are decades at equal distances', () => {
	expect(stepTicks(stepAxis('log', 14_000), 234)).toEqual([10, 100, 1000, 10_000]);
	expect(stepTicks(stepAxis('log', 14_000), 120)).toEqual([100, 10_000]);
});
