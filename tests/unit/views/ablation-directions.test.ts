import { describe, expect, test } from 'vitest';
import {
	allLogits,
	plus,
	scoreByDefinition,
	wholeNeuronLogitMap
} from '../../support/oracles/ablation-oracle.ts';
import { dot, frequenciesOf, orthonormalBasis } from '../../support/oracles/mechanism-oracle.ts';
import { product } from '../../support/networks/nanda-network.ts';
import { ALL_PLANTED_CASES, plantedMlp } from '../../support/networks/planted-mlp.ts';
import { normError } from '../../support/tolerance.ts';
import {
	factOf,
	networkOf,
	openViews,
	partOf,
	specOf,
	VIEW_CASES,
	wave
} from '../../support/view-cases.ts';

/** Float64 sums of at most some thousand products in two orders, and losses of them. */
const EXACT = 1e-9;
const ID = 'ablation-directions';

describe.each(VIEW_CASES.map((viewCase) => [viewCase.title, viewCase] as const))(
	'%s',
	(_, viewCase) => {
		const spec = specOf(viewCase);
		const { weights, network } = networkOf(viewCase);
		const { structure, neurons, neuronLogitMap } = network;
		const { order } = structure;
		const width = neuronLogitMap.length / order;
		// Fewer directions than neurons, or nothing is left but ties.
		const keys = frequenciesOf(structure).slice(width > 4 ? -2 : -1);
		const look = async (frequencies: readonly number[]) => {
			const views = await openViews(spec, weights, { wanted: [ID] });
			const data = await views.look(ID, { keyFrequencies: frequencies });
			views.dispose();
			return data;
		};

		test('the neurons in and off the span of u_k and v_k', async () => {
			const waves = keys.flatMap((k) => [wave(order, k, 'cos'), wave(order, k, 'sin')]);
			const directions = waves.map((values) =>
				Float64Array.from({ length: width }, (__, j) =>
					dot(values, neuronLogitMap.subarray(j * order, (j + 1) * order))
				)
			);
			const independent = directions.filter((direction) => dot(direction, direction) > 1e-20);
			const basis = orthonormalBasis(independent);
			const kept = new Float64Array(neurons.length);
			for (const direction of basis) {
				for (let pair = 0; pair < order ** 2; pair++) {
					const row = neurons.subarray(pair * width, (pair + 1) * width);
					const along = dot(direction, row);
					direction.forEach((value, j) => {
						kept[pair * width + j] = (kept[pair * width + j] ?? NaN) + along * value;
					});
				}
			}
			const logits = allLogits(spec, network);
			const outputs = logits.length / order ** 2;
			const map = wholeNeuronLogitMap(spec, network);
			const without = (taken: Float64Array) =>
				scoreByDefinition(plus(logits, product(taken, map, width, outputs), -1), network);
			const data = await look(keys);
			const { rows } = partOf(data, 'table');
			expect(factOf(data, 'Directions')).toBe(basis.length);
			expect(rows.map(({ name }) => name)).toEqual([
				'nothing removed',
				'only these directions',
				'without these directions'
			]);
			const expected = [
				scoreByDefinition(logits, network),
				without(plus(neurons, kept, -1)),
				without(kept)
			];
			expected.forEach((score, i) => {
				expect(normError(rows[i]?.values ?? [], score)).toBeLessThan(EXACT);
			});
		});

		test('without frequencies there is a sentence', async () => {
			expect((await look([])).nothing).toMatch(/^No key frequency at this step/);
		});
	}
);

test.each(ALL_PLANTED_CASES)(
	'p = %i, k = %i: of a network that adds with one frequency its directions are all',
	async (p, k) => {
		const { spec, weights, loss } = plantedMlp(p, k);
		const { look, dispose } = await openViews(spec, weights, { wanted: [ID] });
		const data = await look(ID, { keyFrequencies: [k] });
		dispose();
		// Alternating signs have no sine.
		expect(factOf(data, 'Directions')).toBe(2 * k === p ? 1 : 2);
		const { rows } = partOf(data, 'table');
		for (const column of [0, 2]) {
			const losses = rows.map(({ values }) => values[column] ?? NaN);
			// All neurons, these directions alone, and without them, where no logit is left:
			// chance.
			expect(normError(losses, [loss, loss, Math.log(p)])).toBeLessThan(EXACT);
		}
	}
);

test('more than 16 frequencies are refused with their number', async () => {
	const { spec, weights } = plantedMlp(41, 3);
	const { look, dispose } = await openViews(spec, weights, { wanted: [ID] });
	const keyFrequencies = Array.from({ length: 17 }, (_, i) => i + 1);
	const data = await look(ID, { keyFrequencies });
	const most = await look(ID, { keyFrequencies: keyFrequencies.slice(1) });
	dispose();
	expect(data).toEqual({
		facts: [],
		parts: [],
		nothing: 'This view takes at most 16 frequencies: got 17.'
	});
	expect(most.parts.map(({ kind }) => kind)).toEqual(['dots', 'table']);
});
