import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { divergenceOf } from '../../../../../src/config/divergence.ts';
import { Lab } from '../../../../../src/app/state/lab/lab.svelte.ts';
import { checkpointAt, FakeWorker, openLab } from './fake-client.ts';

let worker: FakeWorker;
beforeEach(() => {
	worker = new FakeWorker();
});
afterEach(() => {
	worker.dispose();
});

test('a GPU opens the canonical run, the CPU a quick one, and says so', async () => {
	const { lab } = await openLab(worker);
	expect(lab.config.presetId).toBe('nanda-2023');
	expect(lab.isReducedForAdapter).toBe(false);
	for (const [kind, preset] of [
		['wasm', 'quick-transformer'],
		['software', 'quick-transformer'],
		['reference', 'quick-mlp']
	] as const) {
		worker.kind = kind;
		const reduced = (await openLab(worker)).lab;
		expect(reduced.config.presetId, kind).toBe(preset);
		expect(reduced.isReducedForAdapter, kind).toBe(true);
	}
});

test('a link decides, whatever the adapter', async () => {
	worker.kind = 'software';
	const { lab } = await openLab(worker, 'v=1&preset=nanda-2023&p=97');
	expect(lab.config.presetId).toBe('nanda-2023');
	expect(worker.loads.at(-1)?.config.values['p']).toBe(97);
});

test('before the first step a change waits for Train, which prepares the run anew', async () => {
	const { lab, written } = await openLab(worker);
	lab.setValue('p', 31);
	expect(written.at(-1)).toBe('v=1&preset=nanda-2023&p=31');
	expect(lab.needsRestart).toBe(false);
	await lab.train();
	expect(worker.loads.at(-1)?.config.values['p']).toBe(31);
	await vi.waitFor(() => {
		expect(worker.calls).toEqual(['load', 'train']);
	}, 10_000);
});

test('with a run on, a change asks for a restart and the run keeps its settings until then', async () => {
	const { lab } = await openLab(worker);
	worker.sendStep(100);
	lab.setValue('p', 31);
	expect(lab.needsRestart).toBe(true);
	expect(worker.calls).toEqual([]);
	lab.undoPending();
	expect(lab.needsRestart).toBe(false);
	expect(lab.config.config.values['p']).toBe(113);
	lab.setValue('p', 31);
	await lab.restart();
	expect(worker.loads.at(-1)?.config.values['p']).toBe(31);
	expect(lab.run.step).toBe(0);
});

test('weight decay changes live as one event of the run, and the link keeps what it started with', async () => {
	const { lab } = await openLab(worker);
	await lab.train();
	worker.sendStep(100);
	for (const value of [1.1, 1.5, 2]) lab.setValue('weight_decay', value);
	expect(lab.needsRestart).toBe(false);
	await vi.waitFor(() => {
		expect(worker.calls).toEqual(['train', 'setLive weight_decay 2']);
		expect(lab.config.running?.values['weight_decay']).toBe(2);
	}, 10_000);
	expect(lab.config.link).toBe('v=1&preset=nanda-2023');
	expect(lab.needsRestart).toBe(false);
	await lab.restart();
	expect(worker.loads.at(-1)?.config.values['weight_decay']).toBe(2);
	expect(lab.config.link).toBe('v=1&preset=nanda-2023&weight_decay=2');
});

test('thresholds apply at once and belong to the link', async () => {
	const { lab } = await openLab(worker);
	worker.sendStep(100);
	lab.setValue('grokked_accuracy', 0.9);
	expect(lab.needsRestart).toBe(false);
	expect(lab.config.link).toBe('v=1&preset=nanda-2023&grokked_accuracy=0.9');
	await vi.waitFor(() => {
		expect(worker.calls).toEqual(['setAnalysis 0.9']);
	}, 10_000);
});

test('a value out of range is refused by name, and the run cannot start until it is mended', async () => {
	const { lab } = await openLab(worker);
	lab.setValue('p', 1);
	expect(lab.config.config.values['p']).toBe(113);
	expect(lab.config.errorOf('p')).toBe('Prime p: expected a whole number from 2 to 4999, got 1');
	expect(lab.canTrain).toBe(false);
	lab.setValue('p', 29);
	expect(lab.config.errorOf('p')).toBeUndefined();
	expect(lab.canTrain).toBe(true);
});

test('the budget is no change of the experiment, other values are', async () => {
	const { lab } = await openLab(worker, 'v=1&preset=nanda-2023&steps=20000');
	expect(lab.config.changes).toBe(0);
	lab.setValue('p', 31);
	lab.setValue('weight_decay', 0);
	expect(lab.config.changes).toBe(2);
	lab.pickPreset('nanda-2023');
	expect(lab.config.changes).toBe(0);
});

test('values that do not go together are named at their fields', async () => {
	const { lab } = await openLab(worker);
	lab.setValue('n_heads', 3);
	expect(lab.config.errorOf('n_heads')).toContain('d_model');
	expect(lab.config.errorOf('d_model')).toContain('n_heads');
	expect(lab.canTrain).toBe(false);
});

test('a link that is followed while a run is on waits for a yes', async () => {
	const { lab, written } = await openLab(worker, 'v=1&preset=quick-mlp');
	worker.sendStep(50);
	lab.links.follow('v=1&preset=quick-mlp&p=23');
	expect(lab.config.config.values['p']).toBe(31);
	lab.links.decline();
	expect(written.at(-1)).toBe('v=1&preset=quick-mlp');
	expect(lab.links.offered).toBeUndefined();
	lab.links.follow('v=1&preset=quick-mlp&p=23');
	await lab.links.accept();
	expect(worker.loads.at(-1)?.config.values['p']).toBe(23);
});

test('a link of the page starts its run without a question, and the old curves stay', async () => {
	const { lab, written } = await openLab(worker, 'v=1&preset=quick-mlp&step=20');
	lab.address.place.show({ tab: 'measures' });
	const measured = Float64Array.of(50);
	const columns = { test_loss: Float64Array.of(3) };
	worker.sendStep(50, { evaluations: { step: measured, columns, vectors: {} } });
	await lab.links.open('#v=1&preset=quick-mlp&seed=9');
	expect(lab.links.offered).toBeUndefined();
	expect(worker.pushed).toEqual(['v=1&preset=quick-mlp&seed=9']);
	expect(written.at(-1)).toBe('v=1&preset=quick-mlp&seed=9&tab=measures');
	expect(worker.loads.at(-1)?.config.values['seed']).toBe(9);
	expect(lab.config.config.values['seed']).toBe(9);
	expect(lab.run.step).toBe(0);
	expect(lab.run.kept.list).toMatchObject([{ run: { step: 50 } }]);
});

test('after a crash the run goes on from its checkpoint in a new worker', async () => {
	const { lab } = await openLab(worker, 'v=1&preset=quick-mlp');
	worker.sendStep(700);
	const checkpoint = checkpointAt(650, { lr: 0.01, weight_decay: 3 });
	worker.send({ type: 'checkpoint', checkpoint });
	worker.events?.crashed({ code: 'worker-crashed', message: 'gone', details: '' });
	expect(lab.run.status).toMatchObject({ state: 'failed', step: 700 });
	await lab.resume();
	expect(worker.loads.at(-1)?.checkpoint?.step).toBe(650);
	expect(lab.config.config.values['weight_decay']).toBe(3);
	expect(lab.config.started?.values['weight_decay']).toBe(1);
	await vi.waitFor(() => {
		expect(worker.calls).toEqual(['spawn', 'openDevice', 'load', 'train']);
	}, 10_000);
});

test('after a lost thread the run resumes in the same worker, which then takes one thread', async () => {
	const { lab } = await openLab(worker, 'v=1&preset=quick-mlp');
	worker.sendStep(700);
	worker.send({ type: 'checkpoint', checkpoint: checkpointAt(650, {}) });
	const error = { code: 'thread-lost', message: 'gone', details: '' } as const;
	worker.send({ type: 'status', status: { state: 'failed', error, step: 700 } });
	await lab.resume();
	expect(worker.loads.at(-1)?.checkpoint?.step).toBe(650);
	await vi.waitFor(() => {
		expect(worker.calls).toEqual(['load', 'train']);
	}, 10_000);
});

test('a diverged run starts again with a third of the rate, on the same device', async () => {
	const { lab } = await openLab(worker, 'v=1&preset=quick-mlp&lr=3');
	worker.sendStep(5);
	const error = { code: 'non-finite-loss', message: 'NaN', details: '' } as const;
	worker.send({ type: 'status', status: { state: 'failed', error, step: 5 } });
	await lab.restartWithLowerRates(['lr']);
	expect(worker.loads.at(-1)?.config.values['lr']).toBe(1);
	expect(worker.calls).not.toContain('spawn');
});

test('after Muon diverged, both of its rates are a third, and rates of other optimizers are left out', async () => {
	const { lab } = await openLab(
		worker,
		'v=1&preset=quick-mlp&optimizer=muon&lr=0.3&muon_lr=6&muon_weight_decay=0.1'
	);
	await lab.restartWithLowerRates(divergenceOf(lab.config.config).rates);
	expect(worker.loads.at(-1)?.config.values).toMatchObject({ lr: 0.1, muon_lr: 2 });
	lab.pickSpec('optimizer', 'sgd');
	await lab.restartWithLowerRates(['muon_lr']);
	expect(lab.config.config.values).not.toHaveProperty('muon_lr');
});

test('where WebGPU fails the page says so by name, and trains on the CPU instead', async () => {
	worker.failing = { command: 'openDevice', code: 'gpu-error' };
	const { lab } = { lab: new Lab(worker.parts()) };
	await lab.open();
	expect(lab.run.status).toMatchObject({ state: 'failed', error: { code: 'gpu-error' } });
	await lab.changeDevice('wasm');
	expect(lab.run.adapter?.kind).toBe('wasm');
	expect(lab.config.presetId).toBe('quick-transformer');
	expect(worker.loads).toHaveLength(1);
});

test('another backend starts again at step 0, and discards a run only with consent', async () => {
	worker.kind = 'wasm';
	const { lab, written } = await openLab(worker, 'v=1&preset=quick-mlp&seed=3');
	lab.offerDevice('reference');
	await vi.waitFor(() => {
		expect(lab.run.adapter?.kind).toBe('reference');
	}, 10_000);
	expect(worker.calls).toEqual(['spawn', 'openDevice', 'load']);
	expect(lab.device.offered).toBeUndefined();
	worker.send({ type: 'status', status: { state: 'ready' } });
	worker.sendStep(50);
	lab.offerDevice('webgpu');
	expect(lab.device.offered).toBe('webgpu');
	expect(lab.run.step).toBe(50);
	expect(lab.run.adapter?.kind).toBe('reference');
	await lab.changeDevice('webgpu');
	expect(lab.device.offered).toBeUndefined();
	expect(lab.run.adapter?.kind).toBe('gpu');
	expect(lab.run.step).toBe(0);
	// The link does not say what computes it.
	expect(lab.config.link).toBe('v=1&preset=quick-mlp&seed=3');
	expect(written.filter((link) => link !== lab.config.link)).toEqual([]);
});

test('a new worker opens the backend that the run trained on, not the default', async () => {
	worker.kind = 'wasm';
	const { lab } = await openLab(worker, 'v=1&preset=quick-mlp');
	worker.sendStep(700);
	worker.send({ type: 'checkpoint', checkpoint: checkpointAt(650, {}) });
	worker.events?.crashed({ code: 'worker-crashed', message: 'gone', details: '' });
	await lab.resume();
	expect(worker.choices).toEqual(['default', 'wasm']);
});

test('a run that is too large can be mended in the rail and trained', async () => {
	worker.failing = { command: 'load', code: 'size-limit' };
	const lab = new Lab(worker.parts('v=1&preset=quick-mlp&p=4999'));
	await lab.open();
	expect(lab.run.status).toMatchObject({ state: 'failed', error: { code: 'size-limit' } });
	expect(lab.canTrain).toBe(false);
	expect(lab.run.endedAt).toBeUndefined();
	lab.setValue('p', 23);
	expect(lab.canTrain).toBe(true);
	await lab.train();
	expect(worker.loads.at(-1)?.config.values['p']).toBe(23);
});
