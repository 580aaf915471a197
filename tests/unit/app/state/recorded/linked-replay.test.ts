import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Lab } from '../../../../../src/app/state/lab/lab.svelte.ts';
import { FakeWorker } from '../lab/fake-client.ts';
import { toyRecordedRun } from './toy-recorded-run.ts';

let worker: FakeWorker;
beforeEach(() => {
	worker = new FakeWorker();
	worker.recorded = toyRecordedRun();
});
afterEach(() => {
	worker.dispose();
});

const isShown = (lab: Lab) =>
	vi.waitFor(() => {
		expect(lab.run.isRecorded).toBe(true);
		expect(lab.run.facts).toBeDefined();
	});

test('a link to the recorded run keeps naming it, from before it is shown until it is left', async () => {
	const parts = worker.parts('v=1&preset=nanda-2023&play=recorded');
	const lab = new Lab(parts);
	await lab.open();
	await isShown(lab);
	expect(lab.run.status).toMatchObject({ state: 'replay', isPlaying: true });
	lab.address.write();
	expect(parts.written.length).toBeGreaterThan(1);
	for (const link of parts.written) expect(link).toContain('play=recorded');
	lab.replay.leave();
	expect(lab.address.link).toBe('v=1&preset=nanda-2023');
});

test('a link to a step of the recorded run shows that step, and playing starts over', async () => {
	const parts = worker.parts('v=1&preset=nanda-2023&step=200&play=recorded');
	const lab = new Lab(parts);
	await lab.open();
	await isShown(lab);
	expect(lab.run.status).toEqual({ state: 'replay', isPlaying: false, isAtEnd: true });
	expect(lab.run.step).toBe(300);
	expect(lab.address.place.step).toBe(200);
	expect(parts.written.at(-1)).toBe('v=1&preset=nanda-2023&step=200&play=recorded');
	lab.replay.playback?.play();
	expect(lab.address.place.step).toBeUndefined();
	lab.replay.leave();
});

test('a link to a recorded run that cannot be fetched leaves the address of the live run', async () => {
	worker.recorded = undefined;
	const parts = worker.parts('v=1&preset=nanda-2023&play=recorded');
	const lab = new Lab(parts);
	await lab.open();
	expect(lab.replay.problem).toBe('no recorded run, as planned');
	expect(parts.written.at(-1)).toBe('v=1&preset=nanda-2023');
});
