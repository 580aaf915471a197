import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GrowingSeries } from '../../../../../src/app/state/run/growing-series.ts';
import { SEED } from '../../../../support/ops/arbitraries.ts';

const column = (series: GrowingSeries, name: string) => [
	...(series.column(name) ?? []).slice(0, series.length)
];
const steps = (series: GrowingSeries) => [...series.steps.subarray(0, series.length)];

test('entries come back in order, however they were cut into pieces', () => {
	const sizes = fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 8 });
	fc.assert(
		fc.property(sizes, (pieces) => {
			const series = new GrowingSeries();
			let next = 0;
			for (const size of pieces) {
				const piece = Float64Array.from({ length: size }, (_, i) => next + i);
				series.append(piece, { loss: piece.map((step) => step * 2) });
				next += size;
			}
			const expected = Array.from({ length: next }, (_, i) => i);
			expect(steps(series)).toEqual(expected);
			expect(column(series, 'loss')).toEqual(expected.map((step) => step * 2));
		}),
		{ seed: SEED }
	);
});

test('a resumed run replaces the steps that it repeats', () => {
	const series = new GrowingSeries();
	series.append(Float64Array.of(0, 1, 2, 3), { loss: Float64Array.of(9, 8, 7, 6) });
	series.append(Float64Array.of(2, 3), { loss: Float64Array.of(70, 60) });
	expect(steps(series)).toEqual([0, 1, 2, 3]);
	expect(column(series, 'loss')).toEqual([9, 8, 70, 60]);
});

test('a column that comes late, or not in every piece, is NaN where it is missing', () => {
	const series = new GrowingSeries();
	series.append(Float64Array.of(0, 1), { a: Float64Array.of(1, 2) });
	series.append(Float64Array.of(2), { b: Float64Array.of(3) });
	expect(column(series, 'a')).toEqual([1, 2, Number.NaN]);
	expect(column(series, 'b')).toEqual([Number.NaN, Number.NaN, 3]);
	expect(series.last('b')).toBe(3);
});

test('values that were cut off do not come back', () => {
	const series = new GrowingSeries();
	series.append(Float64Array.of(0, 5, 10), { a: Float64Array.of(1, 2, 3) });
	series.keepBelow(5);
	series.append(Float64Array.of(5, 10), { b: Float64Array.of(7, 8) });
	expect(steps(series)).toEqual([0, 5, 10]);
	expect(column(series, 'a')).toEqual([1, Number.NaN, Number.NaN]);
});
