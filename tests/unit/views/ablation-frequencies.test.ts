import { describe, expect, test } from 'vitest';
import { randomFrequencies } from '../../../src/engine/mechanism/random-frequencies.ts';
import {
	meanRows,
	plus,
	projectedColumns,
	scoreByDefinition
} from '../../support/oracles/ablation-oracle.ts';
import type { DirectNetwork } from '../../support/oracles/direct-network.ts';
import { frequenciesOf } from '../../support/oracles/mechanism-oracle.ts';
import { product } from '../../support/networks/nanda-network.ts';
import { ALL_PLANTED_CASES, plantedMlp } from '../../support/networks/planted-mlp.ts';
import type { ProbeCase } from '../../support/probe-cases.ts';
import { normError } from '../../support/tolerance.ts';
import { networkOf, openViews, partOf, specOf, VIEW_CASES } from '../../support/view-cases.ts';

/** Float64 sums of at most some thousand products in two orders, and losses of them. */
const EXACT = 1e-9;

/** Logits of the answers without a set of frequencies, and with it alone. */
interface Oracle {
	removed(network: DirectNetwork, set: readonly number[]): Float64Array;
	kept(network: DirectNetwork, set: readonly number[]): Float64Array;
}

/** Logits whose neurons are replaced. */
function withNeurons(network: DirectNetwork, neurons: Float64Array): Float64Array {
	const { structure, neuronLogitMap, logits } = network;
	const width = neuronLogitMap.length / structure.order;
	const change = plus(neurons, network.neurons, -1);
	return plus(logits, product(change, neuronLogitMap, width, structure.order));
}

const ORACLES: Readonly<Record<string, Oracle>> = {
	'ablation-logits': {
		removed: (network, set) =>
			plus(network.logits, projectedColumns(network.logits, network, set), -1),
		kept: (network, set) =>
			plus(
				meanRows(network.logits, network.structure.order ** 2),
				projectedColumns(network.logits, network, set)
			)
	},
	'ablation-neurons': {
		removed: (network, set) =>
			withNeurons(
				network,
				plus(network.neurons, projectedColumns(network.neurons, network, set), -1)
			),
		kept: (network, set) =>
			withNeurons(
				network,
				plus(
					meanRows(network.neurons, network.structure.order ** 2),
					projectedColumns(network.neurons, network, set)
				)
			)
	}
};
const TITLES = ['removed', 'kept'] as const;

/** The row of a set of frequencies. */
function nameOf(title: 'removed' | 'kept', set: readonly number[]): string {
	if (set.length === 0) return `nothing ${title}`;
	return `${title === 'removed' ? 'without' : 'only'} ${set.join(', ')}`;
}

const CASES: readonly ProbeCase[] = [
	...VIEW_CASES,
	{
		title: 'quadratic-mlp on squares, p = 12',
		toy: {
			model: 'quadratic-mlp',
			loss: 'mean-squared-error',
			task: 'modular-subtraction',
			params: { p: 12 }
		},
		planted: 5
	}
];

async function lookAt(
	viewCase: ProbeCase,
	id: string,
	keyFrequencies: readonly number[],
	frequencies = ''
) {
	const { weights } = networkOf(viewCase);
	const views = await openViews(specOf(viewCase), weights, { wanted: [id] });
	const data = await views.look(id, { keyFrequencies, controls: { frequencies } });
	views.dispose();
	return data;
}

const pairs = Object.keys(ORACLES).flatMap((id) => CASES.map((viewCase) => ({ id, viewCase })));
describe.each(pairs.map((item) => [item.id, item.viewCase.title, item] as const))(
	'%s: %s',
	(id, _, { viewCase }) => {
		const { network } = networkOf(viewCase);
		const { order } = network.structure;
		const all = frequenciesOf(network.structure);
		// The last ones: with even p the one with a single direction is among them.
		const keys = all.slice(all.length === 6 ? -2 : -1);
		const scoreOf = (title: 'removed' | 'kept', set: readonly number[]) => {
			const oracle = ORACLES[id];
			if (oracle === undefined) throw new Error(`no oracle for ${id}`);
			return scoreByDefinition(oracle[title](network, set), network);
		};

		test('nothing, all and each of the frequencies', async () => {
			const data = await lookAt(viewCase, id, keys);
			const sets = [[], keys, ...(keys.length > 1 ? keys.map((k) => [k]) : [])];
			TITLES.forEach((title, place) => {
				const { rows } = partOf(data, 'table', place);
				const named = rows.filter(({ name }) => !name.includes('random'));
				expect(named.map(({ name }) => name)).toEqual(sets.map((set) => nameOf(title, set)));
				named.forEach(({ values }, i) => {
					expect(normError(values, scoreOf(title, sets[i] ?? []))).toBeLessThan(EXACT);
				});
			});
		});

		test('dots are the test losses of the table, with their ranges', async () => {
			const data = await lookAt(viewCase, id, keys);
			TITLES.forEach((_, place) => {
				const dots = partOf(data, 'dots', place);
				const losses = partOf(data, 'table', place).rows.map(({ values }) => values[2]);
				const drawn = dots.rows.flatMap(({ value, range }) =>
					range === undefined ? [value] : [value, range.min, range.max]
				);
				expect(drawn).toEqual(losses);
				expect(dots.reference.value).toBe(specOf(viewCase).loss.chanceLevel(order));
			});
		});

		// Forty projections by definition would be minutes at the size of two chunks, which the
		// test above has.
		if (order > 12) return;

		test('random others: mean and range of 20 draws', async () => {
			const data = await lookAt(viewCase, id, keys);
			const controls = keys.length > 1 ? [keys.length, 1] : [1];
			TITLES.forEach((title, place) => {
				const { rows } = partOf(data, 'table', place);
				const drawn = rows.filter(({ name }) => name.includes('random'));
				const expected = controls.flatMap((size) => {
					const control = randomFrequencies(0, order, keys, { size });
					if (control.kind !== 'drawn') throw new Error('too few others');
					const known = new Map(control.sets.map((set) => [set.join(), scoreOf(title, set)]));
					const scores = control.sets.map((set) => known.get(set.join()) ?? []);
					const columns = [0, 1, 2, 3].map((i) => scores.map((score) => score[i] ?? NaN));
					const mean = (values: readonly number[]) =>
						values.reduce((sum, value) => sum + value, 0) / values.length;
					return [
						mean,
						(v: readonly number[]) => Math.min(...v),
						(v: readonly number[]) => Math.max(...v)
					].map((of) => columns.map(of));
				});
				expect(drawn).toHaveLength(3 * controls.length);
				drawn.forEach(({ values }, i) => {
					expect(normError(values, expected[i] ?? [])).toBeLessThan(EXACT);
				});
			});
		});
	}
);

describe.each(Object.keys(ORACLES))('%s', (id) => {
	const [first] = CASES;
	if (first === undefined) throw new Error('no case');

	test('the control names the frequencies instead', async () => {
		const chosen = await lookAt(first, id, [1], '3,2');
		const inForce = await lookAt(first, id, [3, 2]);
		expect(chosen).toEqual(inForce);
		expect(chosen).not.toEqual(await lookAt(first, id, [1]));
	});

	test('with fewer others than frequencies there are no random ones of their number', async () => {
		const names = partOf(await lookAt(first, id, [1, 3]), 'table').rows.map(({ name }) => name);
		expect(names.filter((name) => name.startsWith('without 2 random'))).toEqual([]);
		expect(names.filter((name) => name.startsWith('without 1 random'))).toHaveLength(3);
	});

	test('without frequencies there is a sentence', async () => {
		const data = await lookAt(first, id, []);
		expect(data.parts).toEqual([]);
		expect(data.nothing).toMatch(/^No key frequency at this step/);
	});
});

test.each(
	Object.keys(ORACLES).flatMap((id) =>
		ALL_PLANTED_CASES.map((planted) => [id, ...planted] as const)
	)
)(
	'%s of a network that adds with one frequency, p = %i, k = %i: without it chance, without another nothing lost',
	async (id, p, k) => {
		const { spec, weights, loss } = plantedMlp(p, k);
		const views = await openViews(spec, weights, { wanted: [id] });
		const data = await views.look(id, { keyFrequencies: [k] });
		views.dispose();
		const expectLosses = (place: number, expected: readonly number[]) => {
			const { rows } = partOf(data, 'table', place);
			// Train and test: all pairs are alike.
			for (const column of [0, 2]) {
				const losses = rows.map(({ values }) => values[column] ?? NaN);
				expect(normError(losses, expected)).toBeLessThan(EXACT);
			}
		};
		const chance = Math.log(p);
		// Nothing, the key frequency, one random other: mean, least, largest.
		expectLosses(0, [loss, chance, loss, loss, loss]);
		// The means say nothing: without waves every answer has the same logit.
		expectLosses(1, [chance, loss, chance, chance, chance]);
	}
);
