import { beforeAll, expect, test } from 'vitest';
import type { ViewData } from '../../../src/engine/views/define.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import { readNandaMeasures, readNandaWeights } from '../../support/networks/nanda-network.ts';
import { toyRun } from '../../support/runs/run-spec.ts';
import { relativeError } from '../../support/tolerance.ts';
import { factOf, openViews, partOf } from '../../support/view-cases.ts';

/** The golden network is another program's; both are float64. */
const RELATIVE = 1e-8;
const measures = readNandaMeasures();
const keys = measures.key_frequencies;
const IDS = [
	'embedding',
	'attention',
	'neuron-logit-map',
	'neurons',
	'neuron',
	'two-angles'
] as const;
const spec = toyRun({ params: { p: 113, d_model: 128, n_heads: 4, d_mlp: 512 } });

const seen = new Map<string, ViewData>();
const view = (id: (typeof IDS)[number]): ViewData => {
	const data = seen.get(id);
	if (data === undefined) throw new Error(`${id} was not looked at`);
	return data;
};

beforeAll(async () => {
	const read = readNandaWeights();
	const { plan } = buildRun(spec, { isEvaluationOnly: true });
	const weights = new Float64Array(plan.parameterElements);
	for (const { name, offset } of plan.parameters) weights.set(Array.from(read(name)), offset);
	const { look, dispose } = await openViews(spec, weights, { wanted: IDS });
	for (const id of IDS) seen.set(id, await look(id, { keyFrequencies: keys }));
	dispose();
}, 120_000);

test('tokens lie on circles, and the bars of the key frequencies stand out', () => {
	const { values } = partOf(view('embedding'), 'bars');
	const power = values.map((norm) => norm ** 2);
	const total = power.reduce((sum, value) => sum + value, 0);
	power.forEach((value, i) => {
		const expected = measures.power_share[String(i + 1)] ?? NaN;
		expect(relativeError(value / total, expected)).toBeLessThan(RELATIVE);
	});
	for (const k of keys) {
		expect(factOf(view('embedding'), `roundness, k = ${String(k)}`)).toBeGreaterThan(0.9);
	}
});

test('residual of W_L, and the fits of u_k and v_k', () => {
	const data = view('neuron-logit-map');
	const residual = factOf(data, 'W_L outside the key frequencies');
	expect(relativeError(residual, measures.W_L_residual)).toBeLessThan(RELATIVE);
	const centred = factOf(data, 'the same, mean over the answers removed');
	expect(relativeError(centred, measures.W_L_residual_without_constant)).toBeLessThan(RELATIVE);
	const { rows } = partOf(data, 'table');
	expect(rows).toHaveLength(Object.keys(measures.uv_fve).length);
	for (const { name, values } of rows) {
		const [, k = '', kind = ''] = /k = (\d+): (\w+)/.exec(name) ?? [];
		const expected = measures.uv_fve[`${kind}_${k}`] ?? NaN;
		expect(relativeError(values[0] ?? NaN, expected)).toBeLessThan(RELATIVE);
	}
});

test('clusters of neurons, and the histogram', () => {
	const [histogram, clusters] = [
		partOf(view('neurons'), 'bars'),
		partOf(view('neurons'), 'bars', 1)
	];
	const found = [...clusters.values].flatMap((count, i) => (count > 0 ? [[i + 1, count]] : []));
	expect(Object.fromEntries(found)).toEqual(measures.neuron_clusters);
	expect(factOf(view('neurons'), 'neurons not explained')).toBe(512 - measures.neurons_fve85);
	// 0.85 is an edge of the bins.
	const above = histogram.values.subarray(17).reduce((sum, count) => sum + count, 0);
	expect(above).toBe(measures.neurons_fve85);
});

test('the best neuron of the strongest frequency is nearly all of it', () => {
	const data = view('neuron');
	const k = keys[0] ?? NaN;
	expect(factOf(data, 'frequency')).toBe(k);
	expect(factOf(data, 'explained by it')).toBeGreaterThan(0.95);
	const { values } = partOf(data, 'bars');
	expect(values.indexOf(Math.max(...values)) + 1).toBe(k);
	const { values: spectrum, columns } = partOf(data, 'grid', 1);
	const place = spectrum.indexOf(Math.max(...spectrum));
	expect([0, k]).toContain(Math.floor(place / columns));
	expect([0, k]).toContain(place % columns);
});

test('every head’s attention to a is a wave of a key frequency', () => {
	const { rows } = partOf(view('attention'), 'table');
	expect(rows).toHaveLength(4);
	for (const { values } of rows) {
		const [frequency = NaN, , , explained = NaN, self = NaN] = values;
		expect(keys).toContain(frequency);
		// Saturated heads are less of a wave than the paper's, whose worst is 0.98: here 0.69 to
		// 0.97.
		expect(explained).toBeGreaterThan(0.65);
		expect(self).toBeLessThan(0.005);
	}
	expect(Math.max(...rows.map(({ values }) => values[3] ?? NaN))).toBeGreaterThan(0.95);
});

test('on the circle of every key frequency the two angles add up to the answer', () => {
	keys.forEach((k, i) => {
		const { title, facts = [] } = partOf(view('two-angles'), 'dial', i);
		expect(title).toBe(`k = ${String(k)}`);
		expect(facts[0]?.value).toBeGreaterThan(0.7);
	});
	expect(view('two-angles').summary).toMatch(/^The two angles add up/);
});

test('what the views claim of this network', () => {
	expect(view('embedding').summary).toMatch(/on a circle in the plane of every key frequency/);
	expect(view('attention').summary).toMatch(/^The attention of [1-4] of 4 heads to a is a wave/);
	expect(view('neuron-logit-map').summary).toMatch(/^W_L writes hardly anything but/);
	expect(view('neurons').summary).toMatch(/together they use [3-6] frequencies/);
	expect(view('neuron').summary).toMatch(/responds to one frequency: k = \d+ explains 9\d/);
});
