import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { expectedPreset } from '../../../../../src/app/state/config/expectation.ts';
import { differences } from '../../../../../src/app/state/config/config-differences.ts';
import { configOf } from '../../../../../src/config/preset-config.ts';
import { arbitraryConfig, arbitraryPreset } from '../../../config/arbitrary-config.ts';
import { exportName } from '../../../../../src/app/state/export/export-name.ts';
import type { Lab } from '../../../../../src/app/state/lab/lab.svelte.ts';
import { decodeLink } from '../../../../../src/config/url-codec.ts';
import { FakeWorker, openLab } from '../lab/fake-client.ts';

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

test('a recorded run lends its preset, and gives it back', async () => {
	const { lab } = await openLab(worker, 'v=1&preset=quick-mlp&seed=4');
	const link = decodeLink('v=1&preset=nanda-2023', 'nanda-2023');
	const giveBack = lab.config.showTemporarily(link.config, link.preset);
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

test('the name of a table says which run it is of, not what the rail asks for', async () => {
	const { lab } = await openLab(worker, 'v=1&preset=quick-mlp&p=23&weight_decay=1.5&odd=x');
	worker.sendStep(900);
	lab.pickPreset('nanda-2023');
	expect(nameOf(lab)).toBe('grokking-lab-quick-mlp-p23-seed0-weight-decay-1.5-step900.csv');
	expect(exportName(lab.config, lab.run, 'settled')).toMatch(
		/^grokking-lab-settled-quick-mlp-p23-/
	);
	worker.sendStep(950, { events: [change] });
	expect(nameOf(lab)).toContain('-1-live-changes-step950.csv');
	lab.setValue('seed', 12);
	await lab.restart();
	expect(nameOf(lab)).toBe('grokking-lab-nanda-2023-p113-seed12-step0.csv');
});

test('a name of a table has letters, digits, dots and dashes alone, and counts what is too much for it', () => {
	const step = fc.nat();
	fc.assert(
		fc.property(
			arbitraryConfig,
			arbitraryPreset,
			step,
			fc.nat(99),
			(config, presetId, at, changes) => {
				const name = exportName(
					{ started: config, config, startedPresetId: presetId, presetId },
					{ step: at, liveChanges: changes }
				);
				expect(name).toMatch(/^grokking-lab-[A-Za-z0-9][A-Za-z0-9.-]*\.csv$/);
				expect(name.length).toBeLessThanOrEqual(130);
				expect(name).toContain(`-step${String(at)}.csv`);
				expect(name).toContain(`-seed${String(config.values['seed'])}-`);
				const changed = differences(config, configOf(presetId)).length;
				if (changed > 12) expect(name).toMatch(/-and-\d+-more-/);
			}
		)
	);
});
