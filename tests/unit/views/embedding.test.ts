import { describe, expect, test } from 'vitest';
import { dot, frequenciesOf, orthonormalBasis } from '../../support/oracles/mechanism-oracle.ts';
import { normError } from '../../support/tolerance.ts';
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

/** Float64 sums of some hundred products, in two orders. */
const EXACT = 1e-12;

describe.each(VIEW_CASES.map((viewCase) => [viewCase.title, viewCase] as const))(
	'%s',
	(_, viewCase) => {
		const { weights, network } = networkOf(viewCase);
		const { order } = network.structure;
		const width = network.embedding.length / order;

		test('bars are the norms of the projections on each frequency’s waves', async () => {
			const { look, dispose } = await openViews(specOf(viewCase), weights, {
				wanted: ['embedding']
			});
			const bars = partOf(await look('embedding', { keyFrequencies: [1, 2] }), 'bars');
			dispose();
			const expected = frequenciesOf(network.structure).map((k) => {
				const basis = orthonormalBasis([wave(order, k, 'cos'), wave(order, k, 'sin')]);
				const columns = Array.from({ length: width }, (__, j) =>
					columnOf(network.embedding, width, j)
				);
				return Math.hypot(...columns.flatMap((column) => basis.map((base) => dot(base, column))));
			});
			expect(bars.first).toBe(1);
			expect(bars.highlighted).toEqual([1, 2]);
			expect(normError(bars.values, expected)).toBeLessThan(EXACT);
		});

		test('without key frequencies there are bars, and a sentence', async () => {
			const { look, dispose } = await openViews(specOf(viewCase), weights, {
				wanted: ['embedding']
			});
			const data = await look('embedding');
			dispose();
			expect(data.nothing).toMatch(/^No key frequency at this step/);
			expect(data.parts.map(({ kind }) => kind)).toEqual(['bars']);
		});
	}
);

const CIRCLES = [
	[11, 1],
	[11, 3],
	[11, 5],
	[14, 1],
	[14, 6]
] as const;
test.each(CIRCLES)(
	'tokens that go round a circle are drawn on one, p = %i, k = %i',
	async (p, k) => {
		const width = 4;
		const spec = specOf({
			title: '',
			toy: { model: 'quadratic-mlp', params: { p, d_mlp: width } },
			planted: undefined
		});
		const weights = new Float64Array(3 * 64);
		// Column 0 goes with cos, column 2 with sin: the circle lies in the plane of both.
		for (let t = 0; t < p; t++) {
			weights[t * width] = 5 * Math.cos((2 * Math.PI * k * t) / p);
			weights[t * width + 2] = 5 * Math.sin((2 * Math.PI * k * t) / p);
		}
		const { look, dispose } = await openViews(spec, weights, { wanted: ['embedding'] });
		const data = await look('embedding', { keyFrequencies: [k] });
		dispose();
		expect(factOf(data, `roundness, k = ${String(k)}`)).toBeCloseTo(1, 12);
		const { x, y } = partOf(data, 'points');
		x.forEach((value, t) => {
			expect(Math.hypot(value, y[t] ?? NaN)).toBeCloseTo(5, 12);
		});
	}
);
