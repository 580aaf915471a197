import { afterEach, beforeEach, expect, test } from 'vitest';
import { expectedPreset } from '../../../src/app/state/expectation.ts';
import { exportName } from '../../../src/app/state/export-name.ts';
import type { Lab } from '../../../src/app/state/lab.svelte.ts';
import { decodeLink } from '../../../src/config/url-codec.ts';
import { FakeWorker, openLab } from './fake-client.ts';

let worker: FakeWorker;
beforeEach(() => {
	worker = new FakeWorker();
});
afterEach(() => {
	worker.dispose();
});

const expected = ({ config, run }: Lab) => expectedPreset(config, run.hasProgress);
const nameOf = ({ config, run }: Lab) => exportName(config, run);
const change = { kind: 'hyperparameter', step: 90, key: 'lr', from: 0.01, to: 0.02 } as const;

test('what is told of a run is told of the preset that it started from, whatever is picked since', async () => {
	const { lab } = await openLab(worker, 'v=1&preset=quick-mlp');
	expect(expected(lab)).toEqual({ presetId: 'quick-mlp', isPreset: true });
	worker.sendStep(100);
	lab.pickPreset('nanda-2023');
	expect(expected(lab)).toEqual({ presetId: 'quick-mlp', isPreset: true });
	expect(lab.config.link).toBe('v=1&preset=nanda-2023');
	lab.undoPending();
	expect(lab.config.presetId).toBe('quick-mlp');
	expect(lab.config.link).toBe('v=1&preset=quick-mlp');
	lab.config.markRunning('lr', 0.5);
	expect(expected(lab).isPreset).toBe(false);
	lab.pickPreset('nanda-2023');
	await lab.restart();
	expect(expected(lab)).toEqual({ presetId: 'nanda-2023', isPreset: true });
});

test('a recording lends its preset, and gives it back', async () => {
	const { lab } = await openLab(worker, 'v=1&preset=quick-mlp&seed=4');
	const link = decodeLink('v=1&preset=nanda-2023', 'nanda-2023');
	const giveBack = lab.config.lend(link.config, link.preset);
	expect(lab.config.startedPresetId).toBe('nanda-2023');
	giveBack();
	expect(lab.config.startedPresetId).toBe('quick-mlp');
	expect(lab.config.linkOfRun()).toBe('v=1&preset=quick-mlp&seed=4');
});

test('seeds, budget, grid, measures and rules change nothing that was measured of a preset', async () => {
	const { lab } = await openLab(worker, 'v=1&preset=nanda-2023');
	lab.setValue('seed', 7);
	lab.setValue('steps', 30_000);
	lab.setValue('evaluate_every', 100);
	lab.setValue('measure_spectrum_gini', false);
	lab.setValue('grokked_accuracy', 0.9);
	expect(lab.config.isPreset).toBe(true);
	lab.setValue('frac_train', 0.4);
	expect(lab.config.isPreset).toBe(false);
});

test('the name of a table carries the link of its run and the seed, not those of the rail', async () => {
	const { lab } = await openLab(worker, 'v=1&preset=quick-mlp&p=23&odd=x');
	worker.sendStep(900);
	lab.pickPreset('nanda-2023');
	expect(nameOf(lab)).toBe('grokking-lab-step-900-v=1&preset=quick-mlp&seed=0&p=23.csv');
	expect(exportName(lab.config, lab.run, 'settled')).toMatch(/^grokking-lab-settled-step-900-v=1&/);
	worker.sendStep(950, { events: [change] });
	expect(nameOf(lab)).toContain('step-950-live-changes-1-v=1');
	lab.setValue('seed', 12);
	await lab.restart();
	expect(nameOf(lab)).toBe('grokking-lab-step-0-v=1&preset=nanda-2023&seed=12.csv');
});

test('the link in a name opens the run, and a name that is too long says what it lacks', async () => {
	const keys = Array.from({ length: 40 }, (_, i) => String(i + 1)).join(',');
	const rule = 'key_frequency_rule=given&key_frequencies=14,35';
	const { lab } = await openLab(worker, `v=1&preset=nanda-2023&seed=3&p=97&${rule}`);
	const link = nameOf(lab).replace(/.*?(v=1.*)\.csv$/, '$1');
	expect(decodeLink(link, 'quick-mlp')).toMatchObject({ config: lab.config.started, notices: [] });
	lab.setValue('key_frequencies', keys);
	const long = nameOf(lab);
	expect(long.length).toBeLessThan(220);
	expect(long).toMatch(/&seed=3&.*&and=more\.csv$/);
	expect(decodeLink(long.replace(/.*?(v=1.*)\.csv$/, '$1'), 'quick-mlp').unknown).toHaveProperty(
		'and'
	);
});
