import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Lab } from '../../../../../src/app/state/lab/lab.svelte.ts';
import { FakeWorker, openLab } from '../lab/fake-client.ts';
import { toyRecordedRun } from './toy-recorded-run.ts';

let worker: FakeWorker;
beforeEach(() => {
	worker = new FakeWorker();
	worker.recorded = toyRecordedRun();
});
afterEach(() => {
	worker.dispose();
});

/** A page in a browser without WebGPU. */
async function openWithout(fragment = ''): Promise<Lab> {
	worker.failing = { command: 'openDevice', code: 'no-webgpu' };
	const lab = new Lab(worker.parts(fragment));
	await lab.open();
	return lab;
}

const isShown = (lab: Lab) =>
	vi.waitFor(() => {
		expect(lab.run.isRecorded).toBe(true);
		expect(lab.run.facts).toBeDefined();
	});
const settle = () => new Promise((resolve) => setTimeout(resolve, 30));

test('without WebGPU the recorded run plays by itself, and the page goes on saying what is missing', async () => {
	const lab = await openWithout();
	await isShown(lab);
	expect(lab.run.status).toMatchObject({ state: 'replay', isPlaying: true });
	expect(lab.replay.failure?.error.code).toBe('no-webgpu');
	expect(lab.config.link).toBe('v=1&preset=nanda-2023');
	expect(lab.canTrain).toBe(false);
	lab.replay.leave();
	expect(lab.run.status).toMatchObject({ state: 'failed', error: { code: 'no-webgpu' } });
	expect(lab.run.step).toBe(0);
	expect(lab.config.link).toBe('v=1&preset=nanda-2023');
	expect(lab.config.started).toBeUndefined();
});

test('where nothing is to move by itself it stands at the end', async () => {
	worker.prefersReducedMotion = true;
	const lab = await openWithout();
	await isShown(lab);
	expect(lab.run.status).toEqual({ state: 'replay', isPlaying: false, isAtEnd: true });
	expect(lab.run.step).toBe(300);
});

test('a link to another run is not answered with the recorded run, which is offered instead', async () => {
	for (const link of ['v=1&preset=quick-mlp', 'v=1&preset=nanda-2023&p=97']) {
		worker.calls.length = 0;
		const lab = await openWithout(link);
		await settle();
		expect(worker.calls, link).not.toContain('fetchRecordedRun');
		expect(lab.run.status.state, link).toBe('failed');
		expect(lab.replay.canOpen, link).toBe(true);
	}
});

test('a copy of the page without the recorded run says so when it is asked for, and asks again', async () => {
	worker.recorded = undefined;
	const { lab } = await openLab(worker, 'v=1&preset=quick-mlp');
	await lab.replay.open();
	expect(lab.replay.problem).toBe('no recorded run, as planned');
	expect(lab.run.status.state).toBe('ready');
	worker.recorded = toyRecordedRun();
	await lab.replay.open();
	expect(lab.replay.problem).toBeUndefined();
	expect(lab.run.isRecorded).toBe(true);
	lab.replay.leave();
});

test('without its weights the recorded run plays its curves, says so, and asks for them again', async () => {
	worker.hasWeights = false;
	const { lab } = await openLab(worker, 'v=1&preset=quick-mlp');
	await lab.replay.open();
	expect(lab.run.isRecorded).toBe(true);
	expect(lab.replay.problem).toBe('no weights, as planned');
	expect(worker.calls).not.toContain('openReplay');
	lab.replay.leave();
	worker.hasWeights = true;
	await lab.replay.open();
	expect(lab.replay.problem).toBeUndefined();
	expect(worker.calls).toContain('openReplay');
});

test('training on the CPU instead ends the replay', async () => {
	const lab = await openWithout();
	await isShown(lab);
	await lab.changeDevice('wasm');
	expect(lab.replay.playback).toBeUndefined();
	expect(lab.replay.failure).toBeUndefined();
	expect(lab.run.adapter?.kind).toBe('wasm');
	await settle();
	expect(lab.run.step).toBe(0);
});

test('with a device the recorded run takes the place of a run without progress, and Train ends it', async () => {
	const { lab } = await openLab(worker, 'v=1&preset=quick-mlp');
	await lab.replay.open();
	expect(lab.run.isRecorded).toBe(true);
	expect(worker.calls).toEqual(['fetchRecordedRun', 'fetchWeights', 'openReplay']);
	expect(lab.config.presetId).toBe('nanda-2023');
	expect(lab.needsRestart).toBe(false);
	expect(lab.replay.canOpen).toBe(false);
	// Late messages of the worker about the earlier run do not concern the recorded run.
	worker.sendStep(77);
	expect(lab.run.step).not.toBe(77);
	lab.pickPreset('quick-mlp');
	await lab.train();
	await vi.waitFor(() => {
		expect(worker.calls.slice(3)).toEqual(['load', 'train']);
	}, 10_000);
	expect(lab.run.isRecorded).toBe(false);
	expect(worker.loads.at(-1)?.config.values['p']).toBe(31);
	worker.sendStep(5);
	expect(lab.run.step).toBe(5);
	expect(lab.run.evaluations.length).toBe(0);
});

test('a run with progress is not given up for the replay', async () => {
	const { lab } = await openLab(worker, 'v=1&preset=quick-mlp');
	worker.sendStep(50);
	await lab.replay.open();
	expect(lab.run.step).toBe(50);
	expect(lab.replay.playback).toBeUndefined();
});

test('a run that begins while the recorded run is fetched is kept', async () => {
	const { lab } = await openLab(worker, 'v=1&preset=quick-mlp');
	const opening = lab.replay.open();
	worker.sendStep(1);
	await opening;
	expect(lab.replay.playback).toBeUndefined();
	expect(lab.run.step).toBe(1);
});

test('a recorded run was judged by its own rules: others wait for a live run', async () => {
	const { lab } = await openLab(worker, 'v=1&preset=quick-mlp');
	await lab.replay.open();
	worker.calls.length = 0;
	lab.setValue('grokked_accuracy', 0.9);
	await new Promise((resolve) => setTimeout(resolve, 400));
	expect(worker.calls).toEqual([]);
	expect(lab.config.running?.values['grokked_accuracy']).toBe(0.99);
	expect(lab.config.pending).toEqual(['grokked_accuracy']);
	await lab.train();
	expect(worker.loads.at(-1)?.config.values['grokked_accuracy']).toBe(0.9);
});

test('left, the rail and the run are what they were', async () => {
	const { lab } = await openLab(worker, 'v=1&preset=quick-mlp&p=23');
	await lab.replay.open();
	lab.leaveReplay();
	expect(lab.config.link).toBe('v=1&preset=quick-mlp&p=23');
	await vi.waitFor(() => {
		expect(worker.calls.at(-1)).toBe('load');
	}, 10_000);
	expect(worker.loads.at(-1)?.config.values['p']).toBe(23);
});

test('left after another choice in the rail, the choice stays', async () => {
	const { lab } = await openLab(worker, 'v=1&preset=quick-mlp');
	await lab.replay.open();
	lab.setValue('p', 59);
	expect(worker.calls).not.toContain('load');
	lab.leaveReplay();
	await vi.waitFor(() => {
		expect(worker.loads.at(-1)?.config.values['p']).toBe(59);
	}, 10_000);
});

test('its link opens the real run, without a question', async () => {
	const { lab } = await openLab(worker, 'v=1&preset=quick-mlp');
	await lab.replay.open();
	lab.links.follow(toyRecordedRun().card.link);
	expect(lab.links.offered).toBeUndefined();
	await vi.waitFor(() => {
		expect(worker.loads.at(-1)?.config.values['steps']).toBe(300);
	}, 10_000);
	expect(lab.run.isRecorded).toBe(false);
});

test('a worker that dies ends the recorded run with a named failure', async () => {
	const { lab } = await openLab(worker, 'v=1&preset=quick-mlp');
	await lab.replay.open();
	worker.events?.crashed({ code: 'worker-crashed', message: 'gone', details: '' });
	expect(lab.replay.playback).toBeUndefined();
	expect(lab.run.status).toMatchObject({ state: 'failed', error: { code: 'worker-crashed' } });
});

test('behind a run that has not begun stands what to expect, of its own settings only', async () => {
	const { lab } = await openLab(worker, 'v=1&preset=nanda-2023');
	await vi.waitFor(() => {
		expect(lab.replay.backdrop?.source).toMatchObject({
			step: 300,
			label: 'recorded run, p = 113, seed 0'
		});
	}, 10_000);
	lab.setValue('p', 97);
	expect(lab.replay.backdrop).toBeUndefined();
	lab.setValue('p', 113);
	expect(lab.replay.backdrop).toBeDefined();
});

test('it stays behind the run that has begun, whatever the rail says, until that has outgrown it', async () => {
	const { lab } = await openLab(worker, 'v=1&preset=nanda-2023&seed=3');
	await vi.waitFor(() => {
		expect(lab.replay.backdrop).toBeDefined();
	}, 10_000);
	for (const step of [1, 100, 300]) {
		worker.sendStep(step);
		expect(lab.replay.backdrop?.source.label, String(step)).toBe('recorded run, p = 113, seed 0');
	}
	lab.setValue('p', 97);
	expect(lab.replay.backdrop).toBeDefined();
	worker.sendStep(301);
	expect(lab.replay.backdrop).toBeUndefined();
});

test('behind a run of other settings it does not come up when the rail goes back to its own', async () => {
	const { lab } = await openLab(worker, 'v=1&preset=nanda-2023');
	await vi.waitFor(() => {
		expect(lab.replay.backdrop).toBeDefined();
	}, 10_000);
	lab.setValue('p', 97);
	await lab.train();
	worker.sendStep(5);
	lab.setValue('p', 113);
	expect(lab.replay.backdrop).toBeUndefined();
});

test('each preset has a recorded run of its own behind it, and a replay is of the canonical one', async () => {
	const { lab } = await openLab(worker, 'v=1&preset=quick-transformer');
	await vi.waitFor(() => {
		expect(lab.replay.backdrop).toBeDefined();
	}, 10_000);
	expect(worker.recordedPresets).toEqual(['quick-transformer']);
	lab.pickPreset('quick-start');
	expect(lab.replay.backdrop).toBeUndefined();
	await lab.replay.open();
	expect(worker.recordedPresets).toEqual(['quick-transformer', 'nanda-2023']);
	lab.replay.leave();
});

test('for other settings nothing is fetched', async () => {
	const lab = new Lab(worker.parts('v=1&preset=quick-mlp'));
	await lab.open();
	await settle();
	expect(worker.calls).toEqual(['spawn', 'openDevice', 'load']);
});

test('training from a recorded run keeps the link of before in the history, and so does opening it as a real run', async () => {
	const { lab } = await openLab(worker, 'v=1&preset=quick-start&seed=7');
	await lab.replay.open();
	await isShown(lab);
	await lab.train();
	expect(worker.pushed).toEqual(['v=1&preset=nanda-2023&play=recorded', 'v=1&preset=nanda-2023']);
	await lab.links.open('#v=1&preset=quick-start');
	expect(worker.pushed.at(-1)).toBe('v=1&preset=quick-start');
});
