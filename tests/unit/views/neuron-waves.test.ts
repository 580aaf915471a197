import { expect, test } from 'vitest';
import { neuronWaves } from '../../../src/engine/mechanism/neuron-waves.ts';
import { plantedMlp, PLANTED_CASES } from '../../support/networks/planted-mlp.ts';
import { randomValues } from '../../support/oracles/mechanism-oracle.ts';
import { factOf, openViews, partOf } from '../../support/view-cases.ts';

const IPR = 'median inverse participation ratio';

test.each(PLANTED_CASES)(
	'p = %i, k = %i: neurons that write one wave have ratio 1, all at their frequency',
	async (p, k) => {
		const { spec, weights, neurons } = plantedMlp(p, k);
		const { look, dispose } = await openViews(spec, weights, { wanted: ['neuron-waves'] });
		const data = await look('neuron-waves');
		dispose();
		expect(factOf(data, IPR)).toBeCloseTo(1, 12);
		const counts = partOf(data, 'bars');
		expect([...counts.values].map((count, i) => (i + 1 === k ? neurons : 0) - count)).toEqual(
			Array.from(counts.values, () => 0)
		);
		expect(partOf(data, 'bars', 1).values.at(-1)).toBe(neurons);
		expect(data.summary).toBe(
			`Most neurons write a single wave, and together they use 1 of ${String(counts.values.length)} frequencies.`
		);
	}
);

test('the ratio is that of the powers: two equal waves 1/2, 3 : 1 in power 10/16, none NaN', () => {
	const order = 11;
	const cos = (k: number, t: number) => Math.cos((2 * Math.PI * k * t) / order + 0.3 * k);
	const columns = [
		(t: number) => cos(2, t) + cos(5, t),
		(t: number) => Math.sqrt(3) * cos(4, t) + cos(1, t) + 7,
		() => 0
	];
	const weights = Float64Array.from({ length: 3 * order }, (_, i) =>
		(columns[i % 3] ?? (() => NaN))(Math.floor(i / 3))
	);
	const { strongest, concentration } = neuronWaves(weights, order, 3);
	expect(concentration[0]).toBeCloseTo(1 / 2, 12);
	expect(concentration[1]).toBeCloseTo(10 / 16, 12);
	expect(concentration[2]).toBeNaN();
	expect([...strongest.subarray(1)]).toEqual([4, 0]);
});

test('random weights use all frequencies and are not said to be single waves', async () => {
	const { spec } = plantedMlp(13, 1);
	const weights = randomValues(5, 3 * 256);
	const { look, dispose } = await openViews(spec, weights, { wanted: ['neuron-waves'] });
	const data = await look('neuron-waves');
	dispose();
	expect(factOf(data, IPR)).toBeLessThan(0.5);
	expect(data.summary).toBeUndefined();
});
