import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	decimate,
	type ChartPoint,
	type PixelRange
} from '../../../../src/app/charts/lines/decimate.ts';
import { beyondAxis, edgeRuns, type AxisKind } from '../../../../src/app/charts/lines/edge-runs.ts';
import { besideReading, readingText } from '../../../../src/app/panels/explain/reading-words.ts';
import { SEED } from '../../../support/ops/arbitraries.ts';

const AXES: readonly AxisKind[] = ['loss', 'fraction', 'plain'];
const BAD = [0, -0, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

/** Series of any axis with gaps of every length, alone and in rows. */
const series = fc.record({
	axis: fc.constantFrom(...AXES),
	scale: fc.constantFrom('linear' as const, 'log' as const),
	pixels: fc.integer({ min: 10, max: 120 }),
	stride: fc.integer({ min: 1, max: 9 }),
	values: fc
		.array(
			fc.oneof(
				fc.array(fc.double({ min: 1e-30, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 }),
				fc.array(fc.constantFrom(...BAD), { minLength: 1, maxLength: 40 })
			),
			{ minLength: 1, maxLength: 20 }
		)
		.map((parts) => Float64Array.from(parts.flat()))
});

function thinned({
	axis,
	scale,
	pixels,
	stride,
	values
}: {
	readonly axis: AxisKind;
	readonly scale: 'linear' | 'log';
	readonly pixels: number;
	readonly stride: number;
	readonly values: Float64Array;
}) {
	const steps = Float64Array.from(values, (_, i) => 1 + i * stride);
	const range: PixelRange = { scale, min: 1, max: stride * values.length + 1, pixels };
	const beyond = (y: number) => beyondAxis(y, axis);
	const isDrawable = (y: number) => beyond(y) === undefined;
	const indexOf = ({ x }: ChartPoint) => (x - 1) / stride;
	return {
		points: decimate(steps, values, values.length, range, isDrawable),
		runs: edgeRuns(steps, values, values.length, range, beyond),
		isBad: (i: number) => beyond(values[i] ?? Number.NaN) !== undefined,
		indexOf,
		beyond
	};
}

test('no segment that is drawn joins two points between which there is a value that cannot be drawn', () => {
	fc.assert(
		fc.property(series, (given) => {
			const { points, isBad, indexOf } = thinned(given);
			points.forEach((point, i) => {
				const before = points[i - 1];
				if (before === undefined || Number.isNaN(point.y) || Number.isNaN(before.y)) return;
				for (let at = indexOf(before); at <= indexOf(point); at += 1) expect(isBad(at)).toBe(false);
			});
		}),
		{ seed: SEED }
	);
});

test('a line breaks only where something is missing, and never twice in a row or at its ends', () => {
	fc.assert(
		fc.property(series, (given) => {
			const { points, isBad, indexOf } = thinned(given);
			points.forEach((point, i) => {
				if (!Number.isNaN(point.y)) return;
				expect(isBad(indexOf(point))).toBe(true);
				expect(Number.isFinite(points[i - 1]?.y)).toBe(true);
				expect(Number.isFinite(points[i + 1]?.y)).toBe(true);
			});
		}),
		{ seed: SEED }
	);
});

test('gaps cost neither the smallest nor the largest value, and there are about two points per pixel', () => {
	fc.assert(
		fc.property(series, (given) => {
			const { points } = thinned(given);
			const kept = points.map(({ y }) => y).filter((y) => !Number.isNaN(y));
			const drawable = [...given.values].filter((y) => beyondAxis(y, given.axis) === undefined);
			expect(kept.length === 0).toBe(drawable.length === 0);
			expect(Math.min(...kept)).toBe(Math.min(...drawable));
			expect(Math.max(...kept)).toBe(Math.max(...drawable));
			expect(kept.length).toBeLessThanOrEqual(2 * given.pixels);
			expect(points.length).toBeLessThanOrEqual(4 * given.pixels);
		}),
		{ seed: SEED }
	);
});

test('every value that cannot be drawn lies in a mark of its kind, and marks are few however long the line is', () => {
	fc.assert(
		fc.property(series, (given) => {
			const { runs, beyond } = thinned(given);
			given.values.forEach((y, i) => {
				const x = i * given.stride + 1;
				const own = runs.filter((run) => run.from <= x && x <= run.until);
				const kind = beyond(y);
				if (kind !== undefined) expect(own.map((run) => run.kind)).toContain(kind);
			});
			for (const { kind, from, until } of runs) {
				for (const x of [from, until]) {
					expect(beyond(given.values[(x - 1) / given.stride] ?? Number.NaN)).toBe(kind);
				}
			}
			expect(runs.length).toBeLessThanOrEqual(3 * given.pixels);
		}),
		{ seed: SEED }
	);
});

test('a loss that falls to exactly 0 for good leaves a line that ends and one mark from there on', () => {
	const values = Float64Array.from({ length: 600 }, (_, i) => (i < 40 ? 1e4 / (i + 1) : 0));
	const { points, runs } = thinned({
		axis: 'loss',
		scale: 'log',
		pixels: 500,
		stride: 1,
		values
	});
	expect(points.at(-1)).toEqual({ x: 40, y: 250 });
	expect(runs).toEqual([{ kind: 'below', from: 41, until: 600 }]);
});

test('what is read is the value itself, and why the chart does not show it', () => {
	expect(readingText(0, 'loss')).toBe('0');
	expect(besideReading(0, 'loss')).toBe('below this axis');
	expect(readingText(Number.POSITIVE_INFINITY, 'loss')).toBe('∞');
	expect(besideReading(Number.POSITIVE_INFINITY, 'loss')).toBe('above this axis');
	expect(readingText(Number.NaN, 'loss')).toBe('–');
	expect(besideReading(0.5, 'loss')).toBeUndefined();
	expect(besideReading(0, 'fraction')).toBeUndefined();
	expect(besideReading(-0.2, 'fraction')).toBe('below this axis');
	expect(readingText(-12.5, 'plain')).toBe('−12.50');
});
