import { expect, test } from 'vitest';
import { GrowingVectors } from '../../../../../src/app/state/run/growing-vectors.ts';

const of = (...values: number[]) => Float64Array.of(...values);

test('vectors are found by step, nearest at or below', () => {
	const vectors = new GrowingVectors();
	vectors.append(of(0, 5), { a: [of(1, 2), of(3, 4)] });
	vectors.append(of(10), { a: [of(5, 6)] });
	expect(vectors.at('a', 9)).toEqual({ step: 5, values: of(3, 4) });
	expect(vectors.at('a', 10)?.step).toBe(10);
	expect(vectors.at('a', -1)).toBeUndefined();
	expect(vectors.at('b', 9)).toBeUndefined();
	expect(vectors.column('a', 2)).toEqual(of(2, 4, 6));
});

test('the sum over frequencies is that of each step, and missing where one is missing', () => {
	const vectors = new GrowingVectors();
	vectors.append(Float64Array.of(0, 10, 20), {
		cosine: [Float64Array.of(1, 2, 3), undefined, Float64Array.of(4, NaN, 6)]
	});
	expect([...vectors.sum('cosine', [1, 3])]).toEqual([4, NaN, 10]);
	expect([...vectors.sum('cosine', [1, 2])]).toEqual([3, NaN, NaN]);
});

test('an id that comes later has nothing at earlier steps', () => {
	const vectors = new GrowingVectors();
	vectors.append(of(0), { a: [of(1)] });
	vectors.append(of(5), { a: [of(2)], b: [of(7)] });
	expect(vectors.column('b', 1)).toEqual(of(Number.NaN, 7));
	expect(vectors.at('b', 3)).toBeUndefined();
});

test('entries at or after the first new step are replaced', () => {
	const vectors = new GrowingVectors();
	vectors.append(of(0, 5, 10), { a: [of(1), of(2), of(3)], b: [of(1), of(2), of(3)] });
	vectors.append(of(5), { a: [of(9)] });
	expect([...vectors.steps]).toEqual([0, 5]);
	expect(vectors.column('a', 1)).toEqual(of(1, 9));
	expect(vectors.column('b', 1)).toEqual(of(1, Number.NaN));
});
