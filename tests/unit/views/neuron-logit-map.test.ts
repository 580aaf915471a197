import { describe, expect, test } from 'vitest';
import {
	dot,
	explainedBy,
	frequenciesOf,
	orthonormalBasis,
	overPairs
} from '../../support/oracles/mechanism-oracle.ts';
import { product } from '../../support/networks/nanda-network.ts';
import { ALL_PLANTED_CASES, plantedMlp } from '../../support/networks/planted-mlp.ts';
import { normError, relativeError } from '../../support/tolerance.ts';
import {
	factOf,
	networkOf,
	openViews,
	partOf,
	specOf,
	VIEW_CASES,
	wave
} from '../../support/view-cases.ts';

/** Float64 sums of some thousand products in two orders; a residual is the root of a difference. */
const EXACT = 1e-10;
const OUTSIDE = 'W_L outside the key frequencies';
const OUTSIDE_CENTRED = 'the same, mean over the answers removed';

describe.each(VIEW_CASES.map((viewCase) => [viewCase.title, viewCase] as const))(
	'%s',
	(_, viewCase) => {
		const { weights, network } = networkOf(viewCase);
		const { structure, neuronLogitMap: map, neurons } = network;
		const { order } = structure;
		const width = map.length / order;
		const rows = Array.from({ length: width }, (__, j) => map.subarray(j * order, (j + 1) * order));
		const wavesOf = (k: number) => [wave(order, k, 'cos'), wave(order, k, 'sin')];
		const keys = frequenciesOf(structure).slice(-2);
		const look = async (keyFrequencies: readonly number[]) => {
			const views = await openViews(specOf(viewCase), weights, { wanted: ['neuron-logit-map'] });
			const data = await views.look('neuron-logit-map', { keyFrequencies });
			views.dispose();
			return data;
		};

		test('bars are the norms of W_L along the waves of the answer', async () => {
			const { values, highlighted } = partOf(await look(keys), 'bars');
			const expected = frequenciesOf(structure).map((k) =>
				Math.hypot(
					...rows.flatMap((row) => orthonormalBasis(wavesOf(k)).map((base) => dot(base, row)))
				)
			);
			expect(highlighted).toEqual(keys);
			expect(normError(values, expected)).toBeLessThan(EXACT);
		});

		test('the residual is what least squares leave, with and without the mean', async () => {
			const data = await look(keys);
			const basis = orthonormalBasis(keys.flatMap(wavesOf));
			const left = (values: readonly Float64Array[]) => {
				const rests = values.map((row) =>
					basis.reduce((rest, base) => {
						const along = dot(rest, base);
						return rest.map((value, c) => value - along * (base[c] ?? NaN));
					}, row)
				);
				const norm = (all: readonly Float64Array[]) =>
					Math.sqrt(all.reduce((sum, row) => sum + dot(row, row), 0));
				return norm(rests) / norm(values);
			};
			const centred = rows.map((row) => {
				const mean = row.reduce((sum, value) => sum + value, 0) / order;
				return row.map((value) => value - mean);
			});
			expect(relativeError(factOf(data, OUTSIDE), left(rows))).toBeLessThan(EXACT);
			expect(relativeError(factOf(data, OUTSIDE_CENTRED), left(centred))).toBeLessThan(EXACT);
		});

		test('what u_k and v_k read off the neurons is fitted by its wave of the sum', async () => {
			const { rows: table } = partOf(await look(keys), 'table');
			const expected = keys.flatMap((k) =>
				(['cos', 'sin'] as const)
					.filter((kind) => kind === 'cos' || 2 * k !== order)
					.map((kind) => {
						const regressor = wave(order, k, kind);
						const norm = dot(regressor, regressor);
						const direction = rows.map((row) => dot(row, regressor) / norm);
						const read = product(neurons, direction, width, 1);
						const ofSum = overPairs(structure, (a, b) => Math[kind](k * (a + b)));
						const name = `${kind === 'cos' ? 'u' : 'v'}, k = ${String(k)}: ${kind}`;
						const amplitude = dot(read, ofSum) / dot(ofSum, ofSum);
						return { name, values: [explainedBy(read, [ofSum]), amplitude] };
					})
			);
			expect(table.map(({ name }) => name)).toEqual(expected.map(({ name }) => name));
			table.forEach(({ values }, i) => {
				expect(normError(values, expected[i]?.values ?? [])).toBeLessThan(EXACT);
			});
		});

		test('without key frequencies there are bars, and a sentence', async () => {
			const data = await look([]);
			expect(data.nothing).toMatch(/^No key frequency at this step/);
			expect(data.parts.map(({ kind }) => kind)).toEqual(['bars']);
		});
	}
);

test.each(ALL_PLANTED_CASES)(
	'a network that adds with one frequency, p = %i, k = %i',
	async (p, k) => {
		const { spec, weights, neurons } = plantedMlp(p, k);
		const { look, dispose } = await openViews(spec, weights, { wanted: ['neuron-logit-map'] });
		const data = await look('neuron-logit-map', { keyFrequencies: [k] });
		dispose();
		expect(factOf(data, OUTSIDE)).toBeLessThan(1e-12);
		const { rows } = partOf(data, 'table');
		// Alternating signs have no sine.
		expect(rows).toHaveLength(2 * k === p ? 1 : 2);
		// sum over the neurons of cos(theta) (cos + cos)^2 is cos(w s) for each of them, the other
		// products cancel.
		for (const { values } of rows) expect(normError(values, [1, neurons / 2])).toBeLessThan(1e-12);
	}
);

test('more directions than one pass takes are all fitted', async () => {
	const { spec, weights } = plantedMlp(31, 3);
	const { look, dispose } = await openViews(spec, weights, { wanted: ['neuron-logit-map'] });
	const all = Array.from({ length: 15 }, (_, i) => i + 1);
	const { rows } = partOf(await look('neuron-logit-map', { keyFrequencies: all }), 'table');
	const { rows: one } = partOf(await look('neuron-logit-map', { keyFrequencies: [3] }), 'table');
	dispose();
	expect(rows).toHaveLength(30);
	expect(rows.slice(4, 6)).toEqual(one);
});
