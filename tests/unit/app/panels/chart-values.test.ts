import { describe, expect, test } from 'vitest';
import { spectrumValues } from '../../../../src/app/panels/curves/spectrum-trend.ts';
import { trendLegs, type TrendLine } from '../../../../src/app/panels/curves/trend-legs.ts';
import { seriesValues, tableSteps } from '../../../../src/app/panels/curves/trend-words.ts';

const plain = (text: string) => text.replaceAll('\u202f', ' ');

/** A line through points, with logarithmic or linear interpolation every 5 steps. */
function lineThrough(
	name: string,
	points: readonly (readonly [number, number])[],
	isLog: boolean
): TrendLine {
	const steps: number[] = [];
	const values: number[] = [];
	points.slice(1).forEach(([end, to], i) => {
		const [start, from] = points[i] ?? [0, 0];
		for (let step = start; step < end; step += 5) {
			const share = (step - start) / (end - start);
			steps.push(step);
			values.push(isLog ? from * (to / from) ** share : from + (to - from) * share);
		}
	});
	const [last, value] = points.at(-1) ?? [0, 0];
	steps.push(last);
	values.push(value);
	return {
		name,
		steps: Float64Array.from(steps),
		values: Float64Array.from(values),
		length: steps.length
	};
}

const wordsOf = (
	title: string,
	lines: readonly TrendLine[],
	axis: 'loss' | 'fraction' | 'plain' = 'loss',
	chance?: number
) =>
	seriesValues(title, {
		shown: lines,
		readings: lines,
		axis,
		reference: chance === undefined ? undefined : { value: chance, term: 'chance' }
	});

const train = lineThrough('shown', [[0, 3.4], [100, 1e-4], [400, 5e-5]], true); // prettier-ignore
const test1 = lineThrough('never shown', [[0, 3.5], [115, 9.5], [400, 0.01]], true); // prettier-ignore

describe('the trend of a chart', () => {
	test('names rise, fall, and the step at which chance is crossed', () => {
		const sentence = plain(wordsOf('Loss', [train, test1], 'loss', 3.43).trend());
		expect(sentence).toContain('Loss: shown falls from 3.400 to 1.000 × 10⁻⁴ by step 100; ');
		expect(sentence).toContain(
			'never shown rises from 3.500 to 9.500 by step 115, then falls to 0.01000 by step 400'
		);
		// 9.5 (0.01 / 9.5) ^ ((s - 115) / 285) = 3.43 at s = 157.3; the next evaluation is at 160.
		expect(sentence).toContain('(below chance from step 160)');
		expect(sentence.endsWith('.')).toBe(true);
	});

	test('names the plateau before a late rise', () => {
		const line = lineThrough('never shown', [[0, 0.03], [500, 0.03], [600, 1], [900, 1]], false); // prettier-ignore
		const sentence = plain(wordsOf('Accuracy', [line], 'fraction').trend());
		expect(sentence).toMatch(
			/^Accuracy: never shown stays near 3\.00 % until step 5\d\d, then rises to/
		);
		expect(sentence).toMatch(/by step (59\d|600)\.$/);
	});

	test('every value is the value of the line at the step beside it', () => {
		for (const { arrives, from, to } of trendLegs(test1, 'loss')) {
			for (const { step, value } of [arrives, from, to]) {
				expect(test1.values[test1.steps.indexOf(step)]).toBe(value);
			}
		}
	});

	test('a flat line stays, an empty one has no values, noise adds no legs', () => {
		const flat = lineThrough('k = 3', [[0, 2], [100, 2.01]], false); // prettier-ignore
		expect(wordsOf('Norm', [flat], 'plain').trend()).toBe('Norm: k = 3 stays at about 2.010.');
		expect(wordsOf('Norm', [{ ...flat, length: 0 }]).trend()).toBe('Norm: no values yet.');
		const noisy = {
			...train,
			values: train.values.map((value, i) => value * (i % 2 === 0 ? 1.3 : 0.7))
		};
		expect(trendLegs(noisy, 'loss').map(({ direction }) => direction)).toEqual(['falls']);
		const zigzag = { ...train, values: train.values.map((_, i) => (i % 2 === 0 ? 10 : 0.1)) };
		expect(trendLegs(zigzag, 'loss').length).toBeLessThanOrEqual(3);
	});

	test('values that are missing, infinite or zero do not break it', () => {
		const values = train.values.map((value, i) => [value, Number.NaN, 0, Infinity][i % 4] ?? 0);
		const sentence = wordsOf('Loss', [{ ...train, values }]).trend();
		expect(sentence).toMatch(/^Loss: shown /);
		expect(sentence).not.toMatch(/NaN|undefined/);
	});

	test('of many lines it describes four', () => {
		const many = Array.from({ length: 7 }, (_, i) => ({ ...train, name: `line ${String(i)}` }));
		const sentence = wordsOf('Norms', many).trend();
		expect(sentence).toContain('line 3');
		expect(sentence).not.toContain('line 4');
		expect(sentence).toContain('; the table has 3 more lines.');
	});
});

describe('the table of a chart', () => {
	test('has the first and the last step and at most 16 rows', () => {
		const steps = tableSteps(train);
		expect(steps[0]).toBe(0);
		expect(steps.at(-1)).toBe(400);
		expect(steps.length).toBeLessThanOrEqual(16);
		expect(new Set(steps).size).toBe(steps.length);
	});

	test('shows of every line the value at or before the step of the sparsest one', () => {
		const dense: TrendLine = {
			name: 'shown',
			steps: Float64Array.from([0, 1, 2, 3]),
			values: Float64Array.from([8, 4, 2, 1]),
			length: 4
		};
		const sparse = { ...dense, name: 'never shown', steps: Float64Array.from([1, 3]), length: 2 };
		const { head, rows } = wordsOf('Loss', [dense, sparse]).table();
		expect(head).toEqual(['step', 'shown', 'never shown']);
		expect(rows).toEqual([
			['1', '4.000', '8.000'],
			['3', '1.000', '4.000']
		]);
	});

	test('a spectrum has the share of its strongest frequencies', () => {
		const history = {
			steps: Float64Array.from([0, 10, 20]),
			rows: [
				Float64Array.from([1, 1, 1, 1, 1, 1, 1, 1, 1, 1]),
				undefined,
				Float64Array.from([0, 0, 9, 0, 0, 0, 1, 0, 0, 0])
			]
		};
		const { trend, table } = spectrumValues('Spectrum', history);
		expect(plain(trend())).toMatch(
			/strongest frequencies rises from 50\.00 % to 100\.00 % by step 20/
		);
		expect(plain(table().rows[1]?.join(' | ') ?? '')).toBe(
			'20 | 100.00 % | k = 3: 90.00 %, k = 7: 10.00 %, k = 1: 0.00 %'
		);
	});
});
