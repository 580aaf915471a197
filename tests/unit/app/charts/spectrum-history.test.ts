import { expect, test } from 'vitest';
import { historyImage } from '../../../../src/app/charts/bars/spectrum-history.ts';

const of = (...values: number[]) => Float64Array.of(...values);
const history = {
	steps: of(0, 10, 20),
	rows: [of(1, 1, 1, 1), undefined, of(0, 0, 16, 0)]
};

test('every column shows the spectrum nearest at or below its step', () => {
	const image = historyImage(history, [0, 15, 20, 90], 100);
	const column = (x: number) => [0, 1, 2, 3].map((bin) => image.values[bin * 4 + x]);
	expect(image.bins).toBe(4);
	expect(column(0)).toEqual(column(1));
	expect(new Set(column(0)).size).toBe(1);
	expect(column(2)).toEqual([0, 0, 1, 0]);
	expect(column(3)).toEqual(column(2));
});

test('before the first evaluation there is nothing', () => {
	const late = { steps: of(5), rows: [of(1, 2)] };
	const { values } = historyImage(late, [0, 5], 100);
	expect([...values].map(Number.isNaN)).toEqual([true, false, true, false]);
	expect(historyImage({ steps: of(), rows: [] }, [0, 1], 100).bins).toBe(0);
});

test('equal shares stand at a third of the scale', () => {
	const even = { steps: of(0), rows: [new Float64Array(56).fill(2)] };
	for (const value of historyImage(even, [0], 100).values) expect(value).toBeCloseTo(1 / 3, 6);
});

test('with more frequencies than rows the strongest of neighbours remains, first and last too', () => {
	for (const key of [1, 417, 1000]) {
		const power = new Float64Array(1000);
		power[key - 1] = 1;
		const { bins, values } = historyImage({ steps: of(0), rows: [power] }, [0], 100);
		expect(bins).toBe(100);
		expect(values.indexOf(1)).toBe(Math.floor((key - 1) / 10));
	}
});

test('a spectrum without power, or with one that is not finite, is nothing there, and is pointed out', () => {
	for (const bad of [
		of(0, 0, 0, 0),
		of(1, Number.NaN, 1, 1),
		of(1, Number.POSITIVE_INFINITY, 1, 1)
	]) {
		const image = historyImage({ steps: of(0, 5), rows: [of(1, 0, 0, 0), bad] }, [0, 5, 6], 100);
		const column = (x: number) => [0, 1, 2, 3].map((bin) => image.values[bin * 3 + x]);
		expect(column(0)).toEqual([1, 0, 0, 0]);
		for (const x of [1, 2]) expect(column(x).every(Number.isNaN)).toBe(true);
		expect(image.broken).toEqual([1, 2]);
	}
});
