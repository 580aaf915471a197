import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Lab } from '../../../../../src/app/state/lab/lab.svelte.ts';
import { checkpointAt, FakeWorker, frame, openLab } from './fake-client.ts';

let worker: FakeWorker;
beforeEach(() => {
	worker = new FakeWorker();
});
afterEach(() => {
	worker.dispose();
});

/** Starts training; returns when the worker has received the command. */
async function train(lab: Lab): Promise<void> {
	await lab.train();
	await vi.waitFor(() => {
		expect(worker.calls).toContain('train');
	}, 10_000);
}

test('what an earlier run still says is dropped', async () => {
	const { lab } = await openLab(worker, 'v=1&preset=quick-mlp');
	worker.sendStep(100);
	const old = worker.loads.at(-1)?.run;
	await lab.restart();
	worker.send({ ...frame(130), stepsPerSecond: 40 }, old);
	worker.send({ type: 'checkpoint', checkpoint: checkpointAt(130, {}) }, old);
	worker.send({ type: 'status', status: { state: 'training' } }, old);
	expect(lab.run.step).toBe(0);
	expect(lab.run.checkpoint).toBeUndefined();
	expect(lab.run.isTraining).toBe(false);
	worker.sendStep(3);
	expect(lab.run.step).toBe(3);
});

test('weight decay moved while a restart loads reaches the run before its first step, and the link', async () => {
	const { lab, written } = await openLab(worker, 'v=1&preset=quick-mlp');
	await train(lab);
	worker.send({ type: 'status', status: { state: 'training' } });
	worker.sendStep(100);
	worker.calls.length = 0;
	const restarted = lab.restart();
	while (lab.run.status.state !== 'preparing') await Promise.resolve();
	lab.setValue('weight_decay', 2);
	await restarted;
	await vi.waitFor(() => {
		expect(worker.calls).toEqual(['load', 'setLive weight_decay 2', 'train']);
	}, 10_000);
	const event = { kind: 'hyperparameter', step: 0, key: 'weight_decay', from: 1, to: 2 } as const;
	worker.sendStep(5, { events: [event] });
	expect(lab.config.running?.values['weight_decay']).toBe(2);
	expect(lab.config.pending).toEqual([]);
	expect(written.at(-1)).toBe('v=1&preset=quick-mlp&weight_decay=2');
	expect(lab.run.liveChanges).toBe(0);
});

test('a restart in the midst of a recovery trains on', async () => {
	for (const state of ['recovering', 'preparing'] as const) {
		const { lab } = await openLab(worker, 'v=1&preset=quick-mlp');
		await train(lab);
		worker.send({ type: 'status', status: { state: 'training' } });
		worker.send({ type: 'status', status: { state: 'recovering', attempt: 1, step: 40 } });
		const preparing = { state: 'preparing', stage: 'compiling', done: 1, total: 9 } as const;
		if (state === 'preparing') worker.send({ type: 'status', status: preparing });
		worker.sendStep(40);
		worker.calls.length = 0;
		await lab.restart();
		await vi.waitFor(() => {
			expect(worker.calls, state).toEqual(['load', 'train']);
		}, 10_000);
	}
});

test('a load that fails leaves no checkpoint of the run before', async () => {
	const { lab } = await openLab(worker, 'v=1&preset=quick-mlp');
	worker.sendStep(100);
	worker.send({ type: 'checkpoint', checkpoint: checkpointAt(90, {}) });
	lab.setValue('p', 997);
	worker.failing = { command: 'load', code: 'size-limit' };
	await lab.restart(true);
	expect(lab.run.status).toMatchObject({ state: 'failed' });
	expect(lab.run.checkpointStep).toBeUndefined();
});

test('resuming takes back what was changed after the checkpoint, not what the rail asks for since', async () => {
	const { lab } = await openLab(worker, 'v=1&preset=quick-mlp');
	await train(lab);
	const change = (step: number, from: number, to: number) =>
		({ kind: 'hyperparameter', step, key: 'weight_decay', from, to }) as const;
	const lost = { kind: 'device-lost', step: 690, resumedFrom: 650, attempt: 1 } as const;
	worker.sendStep(700, { events: [change(100, 1, 3), change(660, 3, 4), lost] });
	lab.config.config = {
		...lab.config.config,
		values: { ...lab.config.config.values, weight_decay: 4 }
	};
	lab.config.markRunning('weight_decay', 4);
	const checkpoint = checkpointAt(650, { lr: 0.01, weight_decay: 3 });
	worker.send({ type: 'checkpoint', checkpoint });
	worker.events?.crashed({ code: 'worker-crashed', message: 'gone', details: '' });
	lab.setValue('lr', 0.02);
	worker.calls.length = 0;
	await lab.resume();
	expect(lab.run.events).toEqual([change(100, 1, 3), lost]);
	// So that the worker's next checkpoints have them too.
	expect(worker.loads.at(-1)?.checkpoint?.events).toEqual([change(100, 1, 3), lost]);
	expect(lab.config.config.values['weight_decay']).toBe(3);
	await vi.waitFor(() => {
		expect(worker.calls).toEqual(['spawn', 'openDevice', 'load', 'setLive lr 0.02', 'train']);
	}, 10_000);
	expect(lab.needsRestart).toBe(false);
});

test('resuming on a software adapter keeps the preset that the page opened with', async () => {
	const { lab } = await openLab(worker);
	worker.sendStep(700);
	worker.send({ type: 'checkpoint', checkpoint: checkpointAt(650, {}) });
	worker.kind = 'software';
	worker.events?.crashed({ code: 'worker-crashed', message: 'gone', details: '' });
	await lab.resume();
	expect(lab.config.presetId).toBe('nanda-2023');
});

test('trying again after the adapter did not come back goes on from the checkpoint', async () => {
	const { lab } = await openLab(worker, 'v=1&preset=quick-mlp');
	worker.sendStep(700);
	worker.send({ type: 'checkpoint', checkpoint: checkpointAt(650, {}) });
	const error = { code: 'no-adapter', message: 'gone', details: '' } as const;
	worker.send({ type: 'status', status: { state: 'failed', error, step: 700 } });
	worker.failing = { command: 'openDevice', code: 'no-adapter' };
	await lab.tryAgain();
	expect(lab.run.status).toMatchObject({ state: 'failed' });
	expect(lab.run.checkpointStep).toBe(650);
	await lab.tryAgain();
	expect(worker.loads.at(-1)?.checkpoint?.step).toBe(650);
});

test('a run that was finished is resumed at its end, and trains on only when asked to', async () => {
	const { lab } = await openLab(worker, 'v=1&preset=quick-mlp&steps=650');
	worker.sendStep(650);
	worker.send({ type: 'checkpoint', checkpoint: checkpointAt(650, { lr: 0.01 }) });
	worker.events?.crashed({ code: 'worker-crashed', message: 'gone', details: '' });
	await lab.resume();
	worker.send({ type: 'status', status: { state: 'paused', reason: 'budget' } });
	await new Promise((resolve) => setTimeout(resolve, 20));
	expect(worker.calls).toEqual(['spawn', 'openDevice', 'load']);
	// Learning rate and decay apply at once, as in any paused run.
	lab.setValue('lr', 0.02);
	await vi.waitFor(() => {
		expect(worker.calls.at(-1)).toBe('setLive lr 0.02');
	}, 10_000);
	await lab.train();
	await vi.waitFor(() => {
		expect(worker.calls.at(-1)).toBe('train');
	}, 10_000);
});

test('before the first step the numbers shown follow the rail by themselves', async () => {
	const { lab } = await openLab(worker, 'v=1&preset=quick-mlp');
	lab.setValue('p', 23);
	await vi.waitFor(() => {
		expect(worker.calls).toEqual(['load']);
	}, 10_000);
	expect(worker.loads.at(-1)?.config.values['p']).toBe(23);
});

test('a link without a preset means the same when followed as when opened', async () => {
	const { lab } = await openLab(worker, 'v=1&preset=quick-mlp');
	lab.links.follow('v=1&p=23');
	const opened = (await openLab(worker, 'v=1&p=23')).lab;
	expect(lab.config.config).toEqual(opened.config.config);
	expect(lab.config.presetId).toBe('nanda-2023');
	worker.kind = 'software';
	const slow = (await openLab(worker, 'v=1&preset=quick-start')).lab;
	slow.links.follow('');
	expect(slow.config.presetId).toBe('quick-transformer');
});

test('a replaced device is named', async () => {
	const { lab } = await openLab(worker);
	const report = { kind: 'gpu', name: 'another', selfTestError: 1e-7 } as const;
	worker.send({ type: 'adapter', report });
	expect(lab.run.adapter).toEqual(report);
});
