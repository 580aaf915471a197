import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeWorker, openLab } from './fake-client.ts';

let worker: FakeWorker;
beforeEach(() => {
	worker = new FakeWorker();
});
afterEach(() => {
	worker.dispose();
});

const LINK = 'v=1&preset=quick-mlp&tab=measures&step=400';

test('a link to a step trains to that step, in two parts if it is paused, then to the budget', async () => {
	const { lab } = await openLab(worker, LINK);
	const { place } = lab.address;
	expect(place.awaitedStep).toBe(400);
	await lab.train();
	await vi.waitFor(() => {
		expect(worker.calls).toEqual(['step 400']);
	});
	worker.sendStep(150);
	worker.send({ type: 'status', status: { state: 'paused', reason: 'user' } });
	expect(place.awaitedStep).toBe(400);
	await lab.train();
	await vi.waitFor(() => {
		expect(worker.calls.at(-1)).toBe('step 250');
	});
	worker.sendStep(400);
	worker.send({ type: 'status', status: { state: 'paused', reason: 'user' } });
	expect(place.awaitedStep).toBeUndefined();
	expect(lab.address.link).toBe(LINK);
	// From here on the page follows the run.
	await lab.train();
	await vi.waitFor(() => {
		expect(worker.calls.at(-1)).toBe('train');
	});
	expect(lab.address.link).toBe('v=1&preset=quick-mlp&tab=measures');
});

test('the step of a link belongs to its settings, and to no recorded run', async () => {
	const { lab } = await openLab(worker, LINK);
	lab.setValue('p', 23);
	expect(lab.address.place.awaitedStep).toBeUndefined();
	expect(lab.address.link).toBe('v=1&preset=quick-mlp&p=23&tab=measures');
});

test('step 0 needs no training, and stays shown while the run trains', async () => {
	const { lab } = await openLab(worker, 'v=1&preset=quick-mlp&step=0');
	expect(lab.address.place.awaitedStep).toBeUndefined();
	await lab.train();
	await vi.waitFor(() => {
		expect(worker.calls).toEqual(['train']);
	});
	worker.sendStep(50);
	expect(lab.address.place.step).toBe(0);
});
