import { expect, test } from 'vitest';
import { partWords, percentOf } from '../../../src/engine/views/claim-words.ts';
import { randomValues } from '../../support/oracles/mechanism-oracle.ts';
import { toyRun } from '../../support/runs/run-spec.ts';
import { factOf, openViews } from '../../support/view-cases.ts';

test('a share is not rounded to nothing or to all', () => {
	expect([0.001, 0.5, 0.999].map(percentOf)).toEqual([
		'<\u202f1\u202f%',
		'50\u202f%',
		'>\u202f99\u202f%'
	]);
	expect(percentOf(NaN)).toBe('–');
	expect([partWords(0, 7), partWords(7, 7), partWords(699, 700)]).toEqual([
		'none',
		'all',
		'>\u202f99\u202f%'
	]);
});

test('of random weights the views claim no mechanism', async () => {
	const spec = toyRun({ model: 'quadratic-mlp', params: { p: 23, d_mlp: 12 } });
	const { look, dispose } = await openViews(spec, randomValues(4, 3 * 320));
	const summaryOf = async (id: string) => (await look(id, { keyFrequencies: [2, 7] })).summary;
	const table = await look('truth-table');
	const right = factOf(table, 'shown, right') + factOf(table, 'never shown, right');
	expect(right).toBeLessThan(60);
	expect(table.summary).toMatch(/^It answers (?:none|\d+\u202f%) of the pairs that it was shown/);
	expect(await summaryOf('embedding')).not.toMatch(/in the plane of every key frequency\.$/);
	expect(await summaryOf('neuron')).toMatch(/mixes frequencies/);
	expect(await summaryOf('neuron-logit-map')).toMatch(/^W_L still writes other frequencies/);
	expect(await summaryOf('ablation-directions')).toBeUndefined();
	dispose();
});
