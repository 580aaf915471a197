import { describe, expect, test } from 'vitest';
import { losses } from '../../../src/engine/losses/index.ts';
import { models } from '../../../src/engine/models/index.ts';
import { attention } from '../../../src/engine/views/attention.ts';
import {
	dot,
	explainedBy,
	frequenciesOf,
	overPairs
} from '../../support/oracles/mechanism-oracle.ts';
import { naiveAttention } from '../../support/oracles/naive-attention.ts';
import { toyRun } from '../../support/runs/run-spec.ts';
import { normError } from '../../support/tolerance.ts';
import {
	factOf,
	networkOf,
	openViews,
	partOf,
	specOf,
	VIEW_CASES
} from '../../support/view-cases.ts';

/** Float64 sums of at most some thousand products in two orders. */
const EXACT = 1e-10;
/** The grids are float32. */
const ROUNDED = 2 ** -24;

const CASES = [
	...VIEW_CASES.filter(({ toy }) => toy.model === 'one-layer-transformer'),
	{
		title: 'two chunks of pairs',
		toy: { params: { p: 65, d_model: 4, d_mlp: 4, n_heads: 2 } },
		planted: undefined
	}
];

describe.each(CASES.map((viewCase) => [viewCase.title, viewCase] as const))('%s', (_, viewCase) => {
	const spec = specOf(viewCase);
	const { weights, network } = networkOf(viewCase);
	const { structure } = network;
	const { order } = structure;
	const heads = Number(spec.params['n_heads']);
	const patterns = naiveAttention(network.weights, {
		p: order,
		d_model: Number(spec.params['d_model']),
		n_heads: heads
	});
	const look = async (head: number) => {
		const views = await openViews(spec, weights, { wanted: ['attention'] });
		const data = await views.look('attention', { controls: { head } });
		views.dispose();
		return data;
	};

	test.each([...Array(heads).keys()])('head %i: attention to a and to b', async (head) => {
		const data = await look(head);
		for (const position of [0, 1]) {
			const { values, rows, columns } = partOf(data, 'grid', position);
			expect([rows, columns]).toEqual([order, order]);
			expect(normError(values, patterns[head]?.[position] ?? [])).toBeLessThan(ROUNDED);
		}
	});

	test('the fit is the best of all frequencies, and attention to "=" is its mean', async () => {
		const data = await look(0);
		const { rows } = partOf(data, 'table');
		const selves = patterns.map(([, , self = []]) => {
			return [...self].reduce((sum, value) => sum + value, 0) / order ** 2;
		});
		patterns.forEach(([toA = new Float64Array(0)], head) => {
			const fits = frequenciesOf(structure).map((k) => {
				const regressors = (['cos', 'sin'] as const).map((kind) =>
					overPairs(structure, (a, b) => Math[kind](k * a) - Math[kind](k * b))
				);
				const along = regressors.map((x) => (dot(x, x) < EXACT ? 0 : dot(toA, x) / dot(x, x)));
				return { k, along, explained: explainedBy(toA, regressors) };
			});
			const best = fits.reduce((x, y) => (y.explained > x.explained ? y : x));
			const expected = [best.k, ...best.along, best.explained, selves[head] ?? NaN];
			// Numbers were rounded to float32 before they were fitted, R^2 relative to the
			// variance.
			expect(normError(rows[head]?.values ?? [], expected)).toBeLessThan(1e-5);
		});
		const mean = selves.reduce((sum, value) => sum + value, 0) / heads;
		expect(Math.abs(factOf(data, 'mean attention from "=" to "="') - mean)).toBeLessThan(ROUNDED);
	});
});

test.each([
	[11, 1],
	[11, 4],
	[11, 5],
	[12, 1],
	[12, 5],
	[12, 6]
])('scores that are a small wave give a wave of attention, p = %i, k = %i', async (p, k) => {
	const spec = toyRun({ params: { p, d_model: 2, n_heads: 1, d_mlp: 2 } });
	const { weights } = networkOf({ title: '', toy: { params: spec.params }, planted: undefined });
	const [big, small] = [30, 0.01];
	// Residual dimension 0 holds the token's wave, dimension 1 is 1 for "=" alone at its query, and
	// at the operands' keys.
	const set = (start: number, values: readonly number[]) => {
		weights.fill(0, start, start + 64);
		weights.set(values, start);
	};
	const rows = Array.from({ length: p + 1 }, (_, t) =>
		t < p ? [small * Math.cos((2 * Math.PI * k * t) / p), 0] : [0, 0]
	);
	set(0, rows.flat()); // W_E
	set(64, [0, 1, 0, 1, 1, 0]); // W_pos: operands 1 in dimension 1, "=" in dimension 0
	set(128, [Math.SQRT2, 0, 0, 0]); // W_Q: "=" asks with sqrt(2) e0
	set(192, [1, 0, big, 0]); // W_K: wave + big for operands
	const { look, dispose } = await openViews(spec, weights, { wanted: ['attention'] });
	const data = await look('attention');
	dispose();
	const [frequency, alpha = NaN, beta = NaN, explained = NaN, self = NaN] =
		partOf(data, 'table').rows[0]?.values ?? [];
	expect(frequency).toBe(k);
	// The logistic function is x / 4 around 0, and x^3 / 48 off; float32 holds 1/2 to 3e-8 of
	// alpha's 2.5e-3.
	expect(Math.abs(alpha - small / 4)).toBeLessThan(small ** 3);
	expect(Math.abs(beta)).toBeLessThan(small ** 3);
	expect(explained).toBeGreaterThan(1 - 1e-6);
	// "=" has the score 1 against 30.
	expect(self).toBeLessThan(Math.exp(-28));
});

test('a model without heads is refused, one with them is not', () => {
	const shape = toyRun().task.shape(toyRun().params);
	const loss = losses.get('cross-entropy');
	for (const model of models.all) {
		const { params } = toyRun({ model: model.id });
		const sentence = attention.refuse({ shape, model, loss, params });
		expect(sentence === undefined).toBe('n_heads' in model.params);
	}
});
