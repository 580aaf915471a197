import { describe, expect, test } from 'vitest';
import { frequenciesOf } from '../../support/oracles/mechanism-oracle.ts';
import { neuronShares } from '../../support/oracles/neuron-shares.ts';
import { PLANTED_CASES, plantedMlp } from '../../support/networks/planted-mlp.ts';
import {
	columnOf,
	factOf,
	networkOf,
	openViews,
	partOf,
	specOf,
	VIEW_CASES
} from '../../support/view-cases.ts';

describe.each(VIEW_CASES.map((viewCase) => [viewCase.title, viewCase] as const))(
	'%s',
	(_, viewCase) => {
		const { weights, network } = networkOf(viewCase);
		const { structure, neurons } = network;
		const width = neurons.length / structure.order ** 2;
		const best = Array.from({ length: width }, (__, j) => {
			const shares = neuronShares(structure, columnOf(neurons, width, j));
			const most = Math.max(...shares);
			return { most, k: shares.indexOf(most) + 1 };
		});
		const look = async (controls: Readonly<Record<string, number>>) => {
			const views = await openViews(specOf(viewCase), weights, { wanted: ['neurons'] });
			const data = await views.look('neurons', { keyFrequencies: [1], controls });
			views.dispose();
			return data;
		};

		test('the histogram counts every neuron once, in its bin', async () => {
			const { values, names } = partOf(await look({}), 'bars');
			// A neuron that is constant over all pairs is explained to nothing.
			const fractions = best.map(({ most }) => (Number.isNaN(most) ? 0 : most));
			const expected = Array.from({ length: 20 }, (__, i) => {
				const isIn = (most: number) => most >= i / 20 && (most < (i + 1) / 20 || i === 19);
				return fractions.filter(isIn).length;
			});
			expect([...values]).toEqual(expected);
			expect(names?.slice(0, 2)).toEqual(['0–5 %', '5–10 %']);
			expect(names).toHaveLength(20);
		});

		test.each([0.85, 0.5, 0])('clusters of neurons at least %f explained', async (threshold) => {
			const data = await look({ threshold });
			const explained = best.filter(({ most }) => most >= threshold);
			if (explained.length === 0) expect(data.parts).toHaveLength(1);
			else {
				const { values, first, highlighted } = partOf(data, 'bars', 1);
				expect([...values]).toEqual(
					frequenciesOf(structure).map((k) => explained.filter((x) => x.k === k).length)
				);
				expect([first, highlighted]).toEqual([1, [1]]);
			}
			expect(factOf(data, 'neurons explained by one frequency')).toBe(explained.length / width);
			expect(factOf(data, 'neurons not explained')).toBe(width - explained.length);
			expect(factOf(data, 'neurons')).toBe(width);
		});
	}
);

/** Neurons of each frequency among those at least so much explained. */
async function clustersAt(
	{ spec, weights }: ReturnType<typeof plantedMlp>,
	...thresholds: readonly number[]
) {
	const { look, dispose } = await openViews(spec, weights, { wanted: ['neurons'] });
	const clusters: number[][] = [];
	for (const threshold of thresholds) {
		const data = await look('neurons', { controls: { threshold } });
		// Without a cluster there is no picture of them.
		clusters.push(data.nothing === undefined ? [...partOf(data, 'bars', 1).values] : []);
	}
	dispose();
	return clusters;
}

const ROUNDING = 1e-9;
// Variances 1 at k and twice 1/8 at 2 k; with an offset of 1 on one operand 5 at k.
test.each(
	PLANTED_CASES.flatMap(([p, k]) => [[p, k, 0, 4 / 5] as const, [p, k, 1, 20 / 21] as const])
)(
	'neurons that square two waves, p = %i, k = %i, offset %i: explained to %f',
	async (p, k, offset, share) => {
		const planted = plantedMlp(p, k, offset);
		const [below, above] = await clustersAt(planted, share - ROUNDING, share + ROUNDING);
		const all = Array.from({ length: Math.floor(p / 2) }, (_, i) =>
			i + 1 === k ? planted.neurons : 0
		);
		expect(below).toEqual(all);
		expect(above).toEqual([]);
	}
);

test('squares of alternating signs are signs: explained to 1, or constant where a phase has none', async () => {
	const planted = plantedMlp(14, 7);
	const [clusters] = await clustersAt(planted, 1 - ROUNDING);
	// (+-1 +-1)^2 varies in the 4 neurons that see both operands; 1 and 0 in the others do not.
	expect(clusters).toEqual([0, 0, 0, 0, 0, 0, planted.neurons / 4]);
});

test('neurons that say the same to all pairs belong to no frequency', async () => {
	const { spec, weights, neurons } = plantedMlp(13, 2);
	const { look, dispose } = await openViews(spec, weights.fill(0.5), { wanted: ['neurons'] });
	const data = await look('neurons', { controls: { threshold: 0 } });
	dispose();
	expect(factOf(data, 'neurons not explained')).toBe(neurons);
});
