import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Lab } from '../../../../../src/app/state/lab/lab.svelte.ts';
import { checkpointAt, FakeWorker, openLab } from './fake-client.ts';

const TOY = 'v=1&preset=quick-mlp';
/** quick-mlp has p = 31: fifteen frequencies. */
const UNKNOWN = '14,35';

let worker: FakeWorker;
beforeEach(() => {
	worker = new FakeWorker();
});
afterEach(() => {
	worker.dispose();
});

/** A lab whose run has done 100 steps and is paused. */
async function pausedLab(): Promise<Lab> {
	const { lab } = await openLab(worker, TOY);
	await lab.train();
	worker.sendStep(100);
	worker.send({ type: 'status', status: { state: 'paused', reason: 'user' } });
	await vi.waitFor(() => {
		expect(worker.calls).toContain('train');
	}, 10_000);
	worker.calls.length = 0;
	return lab;
}

/** Waits until all scheduled messages have been sent. */
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Waits longer than the page delays a change, then once more: on a busy machine both timers may be
 * due at once, and what the first one starts needs further turns of the event loop.
 */
async function settle(): Promise<void> {
	await wait(400);
	await wait(50);
}

test('listed frequencies that p does not have are not sent, and not said to be the run’s', async () => {
	const lab = await pausedLab();
	lab.setValue('key_frequency_rule', 'given');
	lab.setValue('key_frequencies', UNKNOWN);
	await settle();
	expect(worker.analyses.map((values) => values['key_frequencies'])).toEqual(['']);
	expect(lab.config.running?.values['key_frequencies']).toBe('');
	expect(lab.config.started?.values['key_frequencies']).toBe('');
	expect(lab.config.errorOf('key_frequencies')).toContain('from 1 to 15');
	// Other rules still reach the run, without the list.
	lab.setValue('grokked_accuracy', 0.9);
	await settle();
	expect(worker.analyses.at(-1)).toMatchObject({ grokked_accuracy: 0.9, key_frequencies: '' });
	lab.setValue('key_frequencies', '14');
	await settle();
	expect(worker.analyses.at(-1)).toMatchObject({ key_frequencies: '14' });
	expect(lab.needsRestart).toBe(false);
});

test('listed frequencies that only the rail’s p has wait for the restart', async () => {
	const lab = await pausedLab();
	lab.setValue('p', 113);
	lab.setValue('key_frequencies', UNKNOWN);
	await settle();
	expect(worker.analyses).toEqual([]);
	expect(lab.config.pending).toEqual(['p', 'key_frequencies']);
	await lab.restart();
	expect(worker.loads.at(-1)?.config.values['key_frequencies']).toBe(UNKNOWN);
});

test('a rule that the worker refuses is not said to be the run’s', async () => {
	const lab = await pausedLab();
	worker.failing = { command: 'setAnalysis 0.9', code: 'bad-parameter' };
	lab.setValue('grokked_accuracy', 0.9);
	await settle();
	expect(lab.config.running?.values['grokked_accuracy']).toBe(0.99);
	expect(lab.config.errorOf('grokked_accuracy')).toBe('as planned');
});

test('a rule that was just typed reaches the run before Train and Step do', async () => {
	for (const press of [(lab: Lab) => lab.train(), (lab: Lab) => lab.step()]) {
		const lab = await pausedLab();
		lab.setValue('grokked_accuracy', 0.9);
		await press(lab);
		await settle();
		expect(worker.calls).toHaveLength(2);
		expect(worker.calls[0]).toBe('setAnalysis 0.9');
	}
});

test('a rule that changes while a run loads reaches it', async () => {
	const lab = await pausedLab();
	const restarted = lab.restart(false);
	while (lab.run.status.state !== 'preparing') await Promise.resolve();
	lab.setValue('grokked_accuracy', 0.9);
	await restarted;
	await settle();
	expect(worker.calls).toEqual(['load', 'setAnalysis 0.9']);
	// What was loaded with it is not sent again.
	lab.setValue('weight_decay', 2);
	await lab.restart(false);
	await settle();
	expect(worker.calls).toEqual(['load', 'setAnalysis 0.9', 'load']);
});

test('a key rule chosen after the worker’s end is a change of the next worker’s run', async () => {
	const lab = await pausedLab();
	const [before, after] = ['embedding-share', 'one-percent'];
	worker.send({ type: 'checkpoint', checkpoint: checkpointAt(90, {}) });
	worker.events?.crashed({ code: 'worker-crashed', message: 'gone', details: '' });
	worker.failing = { command: 'setAnalysis 0.99', code: 'worker-crashed' };
	lab.setValue('key_frequency_rule', after);
	await settle();
	worker.analyses.length = 0;
	// The first attempt to resume fails, which must not make the rule that of the start.
	worker.failing = { command: 'load', code: 'device-lost' };
	await lab.resume();
	await lab.resume();
	expect(worker.loads.at(-1)?.config.values['key_frequency_rule']).toBe(before);
	expect(worker.analyses).toMatchObject([{ key_frequency_rule: after }]);
	expect(lab.config.started?.values['key_frequency_rule']).toBe(after);
	// A new run begins with it.
	await lab.restart(false);
	expect(worker.loads.at(-1)?.config.values['key_frequency_rule']).toBe(after);
	expect(worker.analyses).toHaveLength(1);
});

test('another preset’s rate and decay wait for the restart, one that was typed since does not', async () => {
	const lab = await pausedLab();
	lab.pickPreset('quick-start');
	const { lr, weight_decay: decay } = lab.config.config.values;
	expect([lr, decay]).not.toEqual([
		lab.config.running?.values['lr'],
		lab.config.running?.values['weight_decay']
	]);
	await lab.train();
	await settle();
	expect(worker.calls).toEqual(['train']);
	expect(lab.needsRestart).toBe(true);
	lab.setValue('lr', 0.004);
	await settle();
	expect(worker.calls).toEqual(['train', 'setLive lr 0.004']);
});

test('a followed link’s rate and decay are not the old run’s, also when its restart did not come about', async () => {
	const lab = await pausedLab();
	lab.setValue('weight_decay', 2);
	await settle();
	lab.links.follow(`${TOY}&weight_decay=3&lr=0.005`);
	lab.isBusy = true;
	await lab.links.accept();
	lab.isBusy = false;
	await lab.train();
	await settle();
	expect(worker.calls).toEqual(['setLive weight_decay 2', 'train']);
});
