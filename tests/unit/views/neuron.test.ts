import { describe, expect, test } from 'vitest';
import {
	dot,
	explainedBy,
	frequenciesOf,
	orthonormalBasis,
	overPairs
} from '../../support/oracles/mechanism-oracle.ts';
import { neuronShares } from '../../support/oracles/neuron-shares.ts';
import { PLANTED_CASES, plantedMlp } from '../../support/networks/planted-mlp.ts';
import { normError, relativeError } from '../../support/tolerance.ts';
import {
	columnOf,
	factOf,
	networkOf,
	openViews,
	partOf,
	specOf,
	VIEW_CASES,
	wave
} from '../../support/view-cases.ts';

const EXACT = 1e-10;
/** The grids are float32. */
const ROUNDED = 2 ** -24;

/** An orthonormal basis of the waves of one frequency over 0 .. n - 1; the constant for 0. */
const basisOf = (order: number, k: number) =>
	orthonormalBasis([wave(order, k, 'cos'), wave(order, k, 'sin')]);

/** Length of the part of a grid over (a, b) that lies in the products of two frequencies' waves. */
function normAt(grid: Float64Array, order: number, ofA: number, ofB: number): number {
	const dots = basisOf(order, ofA).flatMap((x) =>
		basisOf(order, ofB).map((y) =>
			grid.reduce(
				(sum, value, pair) =>
					sum + value * (x[Math.floor(pair / order)] ?? NaN) * (y[pair % order] ?? NaN),
				0
			)
		)
	);
	return Math.hypot(...dots);
}

describe.each(VIEW_CASES.map((viewCase) => [viewCase.title, viewCase] as const))(
	'%s',
	(_, viewCase) => {
		const { weights, network } = networkOf(viewCase);
		const { structure, neuronLogitMap: map } = network;
		const { order } = structure;
		const width = map.length / order;
		const sharesOf = (j: number) => neuronShares(structure, columnOf(network.neurons, width, j));
		const living = Array.from({ length: width }, (__, neuron) => {
			const most = Math.max(...sharesOf(neuron));
			return { neuron, most, k: sharesOf(neuron).indexOf(most) + 1 };
		}).filter(({ most }) => most > 0);
		const number = living.at(-2)?.neuron ?? NaN;
		const activation = columnOf(network.neurons, width, number);
		const look = async (neuron: number, keyFrequencies: readonly number[] = []) => {
			const views = await openViews(specOf(viewCase), weights, { wanted: ['neuron'] });
			const data = await views.look('neuron', { keyFrequencies, controls: { neuron } });
			views.dispose();
			return data;
		};

		test('a chosen neuron: activation over the pairs', async () => {
			const data = await look(number);
			const { rows, columns, values } = partOf(data, 'grid');
			expect(factOf(data, 'neuron')).toBe(number);
			expect([rows, columns]).toEqual([order, order]);
			expect(normError(values, activation)).toBeLessThan(ROUNDED);
		});

		test('its spectrum over pairs of frequencies, centred', async () => {
			const { rows, columns, values } = partOf(await look(number), 'grid', 1);
			const mean = activation.reduce((sum, value) => sum + value, 0) / order ** 2;
			const centred = activation.map((value) => value - mean);
			const frequencies = [0, ...frequenciesOf(structure)];
			expect([rows, columns]).toEqual([frequencies.length, frequencies.length]);
			// All at toy size; some at p = 67, first and last frequency among them.
			const some = frequencies.filter((k) => order < 20 || [0, 1, 9, 33].includes(k));
			const places = some.flatMap((f) => some.map((g) => [f, g] as const));
			const got = places.map(([f, g]) => values[f * columns + g] ?? NaN);
			const expected = places.map(([f, g]) => normAt(centred, order, f, g));
			expect(normError(got, expected)).toBeLessThan(ROUNDED);
		});

		test('its frequency, what it explains, and its row of W_L', async () => {
			const data = await look(number);
			const shares = sharesOf(number);
			const most = Math.max(...shares);
			expect(factOf(data, 'frequency')).toBe(shares.indexOf(most) + 1);
			expect(relativeError(factOf(data, 'explained by it'), most)).toBeLessThan(EXACT);
			const row = map.subarray(number * order, (number + 1) * order);
			const expected = frequenciesOf(structure).map((k) =>
				Math.hypot(...basisOf(order, k).map((base) => dot(base, row)))
			);
			expect(normError(partOf(data, 'bars').values, expected)).toBeLessThan(EXACT);
		});

		test('the best is the best of the strongest key frequency that has neurons, else of all', async () => {
			const best = living.toSorted((x, y) => y.most - x.most);
			const [first] = best;
			const taken = best.map(({ k }) => k);
			const free = frequenciesOf(structure).find((k) => !taken.includes(k));
			const other = best.find(({ k }) => k !== first?.k);
			expect(factOf(await look(-1), 'neuron')).toBe(first?.neuron);
			if (other === undefined) return;
			const keys = [...(free === undefined ? [] : [free]), other.k];
			expect(factOf(await look(-1, keys), 'neuron')).toBe(other.neuron);
			// The second that has neurons, and beyond the last of them all neurons.
			const both = first === undefined ? keys : [...keys, first.k];
			expect(factOf(await look(-2, both), 'neuron')).toBe(first?.neuron);
			expect(factOf(await look(-2, keys), 'neuron')).toBe(first?.neuron);
		});
	}
);

test.each(PLANTED_CASES)(
	'a neuron of a network that adds with one frequency, p = %i, k = %i',
	async (p, k) => {
		const { spec, weights } = plantedMlp(p, k);
		const { look, dispose } = await openViews(spec, weights, { wanted: ['neuron'] });
		const data = await look('neuron', { keyFrequencies: [k] });
		dispose();
		// (cos x + cos y)^2 = 1 + cos 2x / 2 + cos 2y / 2 + 2 cos x cos y: variances 1/8, 1/8 and
		// 1.
		expect(factOf(data, 'frequency')).toBe(k);
		expect(factOf(data, 'explained by it')).toBeCloseTo(0.8, 12);
		const { values, columns } = partOf(data, 'grid', 1);
		const at = (f: number, g: number) => values[f * columns + g] ?? NaN;
		const twice = Math.min(2 * k, p - 2 * k);
		const lit = [at(k, k), at(twice, 0), at(0, twice)];
		expect(normError(lit, [p, p / Math.sqrt(8), p / Math.sqrt(8)])).toBeLessThan(ROUNDED);
		const all = Math.hypot(...values);
		expect(relativeError(all, p * Math.sqrt(1.25))).toBeLessThan(4 * ROUNDED);
		const { values: row } = partOf(data, 'bars');
		expect(row[k - 1]).toBeCloseTo(Math.sqrt(p / 2), 12);
		expect(Math.hypot(...row)).toBeCloseTo(Math.sqrt(p / 2), 12);
	}
);

test('a neuron of alternating signs, p = 14, k = 7', async () => {
	const [p, k] = [14, 7];
	const { spec, weights } = plantedMlp(p, k);
	const { look, dispose } = await openViews(spec, weights, { wanted: ['neuron'] });
	const data = await look('neuron', { keyFrequencies: [k] });
	dispose();
	// (x + y)^2 = 2 + 2 x y for signs x, y: all of its variance, 4, in one cell; 2 k is the
	// constant.
	expect(factOf(data, 'frequency')).toBe(k);
	expect(factOf(data, 'explained by it')).toBeCloseTo(1, 12);
	const { values } = partOf(data, 'grid', 1);
	expect(relativeError(values.at(-1) ?? NaN, 2 * p)).toBeLessThan(ROUNDED);
	expect(relativeError(Math.hypot(...values), 2 * p)).toBeLessThan(4 * ROUNDED);
	const { values: row } = partOf(data, 'bars');
	expect(row[k - 1]).toBeCloseTo(Math.sqrt(p), 12);
	expect(Math.hypot(...row)).toBeCloseTo(Math.sqrt(p), 12);
});

test('a neuron that says the same to all pairs has no frequency', async () => {
	const { spec, weights } = plantedMlp(13, 2);
	const { look, dispose } = await openViews(spec, weights.fill(0.5), { wanted: ['neuron'] });
	const data = await look('neuron', { keyFrequencies: [2] });
	dispose();
	expect(factOf(data, 'frequency')).toBe(0);
	expect(factOf(data, 'explained by it')).toBe(0);
	expect(Math.hypot(...partOf(data, 'grid', 1).values)).toBe(0);
});

test('the shares of a sum of products are what the view says they are', () => {
	const structure = { order: 9, coefficients: [1, 1] } as const;
	const values = overPairs(
		structure,
		(a, b) => Math.cos(2 * a) * Math.sin(2 * b) + Math.cos(3 * a)
	);
	const shares = neuronShares(structure, values);
	// Mean squares 1/4 and 1/2.
	expect(shares[1]).toBeCloseTo(1 / 3, 12);
	expect(shares[2]).toBeCloseTo(2 / 3, 12);
	expect(explainedBy(values, [values])).toBeCloseTo(1, 12);
});
