import fc from 'fast-check';
import { expect, test } from 'vitest';
import { metricsCsv } from '../../../src/app/state/export-csv.ts';
import { GrowingSeries } from '../../../src/app/state/growing-series.ts';
import { SEED } from '../../support/arbitraries.ts';

test('a row per step, with the evaluation columns where it was evaluated', () => {
	const train = new GrowingSeries();
	train.append(Float64Array.of(0, 1), {
		loss: Float64Array.of(4.5, 4.25),
		accuracy: Float64Array.of(0, 0.5)
	});
	const evaluations = new GrowingSeries();
	evaluations.append(Float64Array.of(0, 2), {
		train_loss: Float64Array.of(4.5, 4),
		test_loss: Float64Array.of(4.75, Number.NaN)
	});
	expect(metricsCsv(train, evaluations)).toBe(
		[
			'step,train_loss,train_accuracy,evaluated_train_loss,test_loss',
			'0,4.5,0,4.5,4.75',
			'1,4.25,0.5,,',
			'2,,,4,',
			''
		].join('\n')
	);
});

test('every float64 reads back exactly', () => {
	fc.assert(
		fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
			const train = new GrowingSeries();
			train.append(Float64Array.of(0), {
				loss: Float64Array.of(value),
				accuracy: Float64Array.of(0)
			});
			const cell = metricsCsv(train, new GrowingSeries()).split('\n')[1]?.split(',')[1];
			expect(Number(cell) + 0).toBe(value + 0);
		}),
		{ seed: SEED }
	);
});
