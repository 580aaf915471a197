import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimate, type PixelRange } from '../../../../src/app/charts/lines/decimate.ts';
import { SEED } from '../../../support/ops/arbitraries.ts';

const always = () => true;
const stepsUpTo = (count: number) => Float64Array.from({ length: count }, (_, i) => i + 1);

const lines = fc.record({
	values: fc.array(fc.double({ min: 1e-9, max: 1e3, noNaN: true }), {
		minLength: 1,
		maxLength: 500
	}),
	pixels: fc.integer({ min: 10, max: 200 }),
	scale: fc.constantFrom('linear' as const, 'log' as const)
});

test('decimate keeps the smallest and the largest value of the whole line', () => {
	fc.assert(
		fc.property(lines, ({ values, pixels, scale }) => {
			const ys = Float64Array.from(values);
			const range: PixelRange = { scale, min: 1, max: Math.max(2, values.length), pixels };
			const kept = decimate(stepsUpTo(values.length), ys, values.length, range, always).map(
				(point) => point.y
			);
			expect(Math.min(...kept)).toBe(Math.min(...values));
			expect(Math.max(...kept)).toBe(Math.max(...values));
		}),
		{ seed: SEED }
	);
});

test('decimate gives at most two points per pixel, in ascending order, all of them real', () => {
	fc.assert(
		fc.property(lines, ({ values, pixels, scale }) => {
			const ys = Float64Array.from(values);
			const range: PixelRange = { scale, min: 1, max: Math.max(2, values.length), pixels };
			const points = decimate(stepsUpTo(values.length), ys, values.length, range, always);
			expect(points.length).toBeLessThanOrEqual(2 * pixels);
			points.forEach(({ x, y }, i) => {
				expect(y).toBe(values[x - 1]);
				expect(x).toBeGreaterThan(points[i - 1]?.x ?? 0);
			});
		}),
		{ seed: SEED }
	);
});

test('decimate begins at the left edge with the last value before it, and ignores what lies beyond the length', () => {
	const steps = Float64Array.of(0, 5, 20, 99);
	const values = Float64Array.of(4, 3, 2, 1);
	const range: PixelRange = { scale: 'log', min: 10, max: 100, pixels: 300 };
	expect(decimate(steps, values, 3, range, always)).toEqual([
		{ x: 10, y: 3 },
		{ x: 20, y: 2 }
	]);
	expect(decimate(steps, values, 2, range, always)).toEqual([{ x: 10, y: 3 }]);
});

test('decimate breaks the line at NaN and at what the axis cannot draw', () => {
	const values = Float64Array.of(1, Number.NaN, 0, -2, 3);
	const range: PixelRange = { scale: 'linear', min: 1, max: 5, pixels: 100 };
	const points = decimate(stepsUpTo(5), values, 5, range, (y) => y > 0);
	expect(points.map((point) => point.y)).toEqual([1, Number.NaN, 3]);
});
