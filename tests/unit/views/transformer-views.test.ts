import { expect, test } from 'vitest';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import { initialParameters } from '../../../src/engine/trainer/data/initialize.ts';
import { toyRun } from '../../support/runs/run-spec.ts';
import { openViews } from '../../support/view-cases.ts';

/** Views that send neurons through W_L. */
const BY_LOGIT_MAP = ['neuron', 'neuron-logit-map', 'ablation-neurons', 'ablation-directions'];

test.each([
	[{ norm: 'none' }, true],
	[{ norm: 'none', tied_unembedding: true }, false],
	[{ norm: 'layer', norm_place: 'before' }, false],
	[{ norm: 'rms', norm_place: 'after', mlp_activation: 'gelu' }, false]
])('views of a transformer with %o, with W_L: %s', async (params, hasLogitMap) => {
	const spec = toyRun({ model: 'transformer', params });
	const weights = Float64Array.from(initialParameters(buildRun(spec).parameters, 3));
	const { look, ids, dispose } = await openViews(spec, weights);
	expect(ids).toContain('attention');
	expect(ids).toContain('neurons');
	expect(ids).not.toContain('ablation-paths');
	for (const id of BY_LOGIT_MAP) expect(ids.includes(id), id).toBe(hasLogitMap);
	for (const id of ids) {
		const { parts } = await look(id, { keyFrequencies: [1] });
		expect(parts.length, id).toBeGreaterThan(0);
	}
	dispose();
});

test('the attention view of two layers shows the last block first, and the other on demand', async () => {
	const spec = toyRun({ model: 'transformer', params: { n_layers: 2 } });
	const weights = Float64Array.from(initialParameters(buildRun(spec).parameters, 3));
	const { look, dispose } = await openViews(spec, weights);
	const gridOf = async (controls: Readonly<Record<string, number>>) => {
		const { parts } = await look('attention', { controls });
		const [first] = parts;
		return first?.kind === 'grid' ? [...first.values] : [];
	};
	const last = await gridOf({});
	expect(last.length).toBeGreaterThan(0);
	expect(await gridOf({ block: 1 })).toEqual(last);
	const before = await gridOf({ block: 0 });
	expect(before).toHaveLength(last.length);
	expect(before).not.toEqual(last);
	// Attention is shares of one.
	for (const share of before) expect(share).toBeGreaterThan(0);
	for (const share of before) expect(share).toBeLessThan(1);
	dispose();
});
