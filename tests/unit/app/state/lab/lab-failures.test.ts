import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { GpuLosses } from '../../../../../src/app/state/lab/gpu-losses.ts';
import { Lab } from '../../../../../src/app/state/lab/lab.svelte.ts';
import { RetryCountdown } from '../../../../../src/app/state/lab/retry-countdown.svelte.ts';
import { RunState } from '../../../../../src/app/state/run/run.svelte.ts';
import type { RunStatus } from '../../../../../src/engine/core/telemetry.ts';
import { checkpointAt, FakeWorker, openLab } from './fake-client.ts';

let worker: FakeWorker;
beforeEach(() => {
	worker = new FakeWorker();
});
afterEach(() => {
	worker.dispose();
	vi.useRealTimers();
});

const LINK = 'v=1&preset=quick-mlp';
const error = { code: 'worker-crashed', message: 'gone', details: '' } as const;
const status = (sent: RunStatus) => {
	worker.send({ type: 'status', status: sent });
};

/** Waits until the worker has received all commands so far. */
async function settled(lab: Lab): Promise<void> {
	await vi.waitFor(() => {
		expect(lab.isBusy).toBe(false);
	}, 10_000);
	await new Promise((resolve) => setTimeout(resolve, 5));
}

test('a start again after a failure trains only where training had been asked for and not been paused', async () => {
	type Story = readonly [name: string, act: (lab: Lab) => Promise<void>, trains: boolean];
	const stories: readonly Story[] = [
		['nothing was pressed', () => Promise.resolve(), false],
		['one step was asked for', (lab) => lab.step(), false],
		['it trained', (lab) => lab.train(), true],
		[
			'it was paused',
			async (lab) => {
				await lab.train();
				status({ state: 'training' });
				await lab.pause();
			},
			false
		],
		[
			'its budget was used up',
			async (lab) => {
				await lab.train();
				status({ state: 'training' });
				status({ state: 'paused', reason: 'budget' });
			},
			false
		],
		[
			'it was restarted without training after it had trained',
			async (lab) => {
				await lab.train();
				status({ state: 'training' });
				await lab.restart(false);
			},
			false
		]
	];
	for (const [name, act, trains] of stories) {
		const { lab } = await openLab(worker, LINK);
		await act(lab);
		await settled(lab);
		worker.events?.crashed(error);
		worker.calls.length = 0;
		await lab.restart(lab.run.wantsTraining);
		await settled(lab);
		expect(worker.calls.includes('train'), name).toBe(trains);
		lab.dispose();
	}
});

test('a GPU that is lost while the page starts leaves a page that does not train by itself', async () => {
	for (const command of ['openDevice', 'load']) {
		const lab = new Lab(worker.parts(LINK));
		worker.failing = { command, code: 'device-lost' };
		await lab.open();
		expect(lab.run.status).toMatchObject({ state: 'failed', error: { code: 'device-lost' } });
		worker.calls.length = 0;
		await lab.restart(lab.run.wantsTraining);
		await settled(lab);
		expect(worker.calls).toEqual(['spawn', 'openDevice', 'load']);
		lab.dispose();
	}
});

test('whatever is being prepared is cancelled at once, in a new worker, and Train prepares it again', async () => {
	for (const command of ['openDevice', 'load']) {
		worker.calls.length = 0;
		const lab = new Lab(worker.parts(LINK));
		worker.hanging = command;
		void lab.open();
		await vi.waitFor(() => {
			expect(worker.calls).toContain(command);
		}, 10_000);
		expect(lab.run.isOpening).toBe(true);
		lab.endWorker();
		expect(lab.run.status).toEqual({ state: 'cancelled' });
		await settled(lab);
		expect(lab.run.status).toEqual({ state: 'cancelled' });
		expect(lab.canTrain).toBe(true);
		worker.calls.length = 0;
		await lab.train();
		await settled(lab);
		expect(worker.calls).toEqual(['spawn', 'openDevice', 'load', 'train']);
		lab.dispose();
	}
});

test('a setting that is changed after preparing was cancelled prepares the run that it makes', async () => {
	const lab = new Lab(worker.parts(`${LINK}&p=401`));
	worker.hanging = 'load';
	void lab.open();
	await vi.waitFor(() => {
		expect(worker.calls).toContain('load');
	}, 10_000);
	lab.endWorker();
	await settled(lab);
	lab.setValue('p', 13);
	await vi.waitFor(() => {
		expect(worker.loads.at(-1)?.config.values['p']).toBe(13);
	}, 10_000);
	expect(worker.calls).not.toContain('train');
});

test('a resume that is cancelled still goes on from its checkpoint', async () => {
	const { lab } = await openLab(worker, LINK);
	await lab.train();
	status({ state: 'training' });
	worker.sendStep(700);
	worker.send({ type: 'checkpoint', checkpoint: checkpointAt(650, {}) });
	worker.events?.crashed(error);
	worker.hanging = 'load';
	void lab.resume();
	await vi.waitFor(() => {
		expect(worker.loads.length).toBe(2);
	}, 10_000);
	lab.endWorker();
	await settled(lab);
	expect(lab.run.status).toEqual({ state: 'cancelled' });
	expect(lab.run.step).toBe(700);
	await lab.train();
	expect(worker.loads.at(-1)?.checkpoint?.step).toBe(650);
});

test('a worker that does not answer can be ended by hand', async () => {
	const { lab } = await openLab(worker, LINK);
	await lab.train();
	status({ state: 'training' });
	worker.events?.silent(7000);
	expect(lab.run.silentMs).toBe(7000);
	lab.endWorker();
	expect(worker.calls.at(-1)).toBe('end');
});

test('an adapter that is missing soon after the GPU was lost is withheld by the browser, later it is missing', () => {
	const LOSSES: readonly RunStatus[] = [
		{ state: 'recovering', attempt: 1, step: 40 },
		{ state: 'failed', error: { ...error, code: 'device-lost' }, step: 40 },
		{ state: 'failed', error: { ...error, code: 'gpu-blocked' }, step: 40 }
	];
	for (const loss of LOSSES) {
		for (const code of ['no-adapter', 'no-device'] as const) {
			let nowMs = 0;
			const run = new RunState(new GpuLosses(() => nowMs));
			const codeAfter = () => {
				run.fail({ ...error, code });
				return run.status.state === 'failed' ? run.status.error.code : undefined;
			};
			expect(codeAfter()).toBe(code);
			run.receive({ run: 1, type: 'status', status: loss });
			nowMs += 120_000;
			expect(codeAfter()).toBe('gpu-blocked');
			nowMs += 40_000;
			expect(codeAfter()).toBe(code);
		}
	}
});

test('a run whose GPU the browser has blocked is kept, and trying again goes on with it', async () => {
	const { lab } = await openLab(worker, LINK);
	await lab.train();
	status({ state: 'training' });
	worker.sendStep(700);
	worker.send({ type: 'checkpoint', checkpoint: checkpointAt(650, {}) });
	status({ state: 'recovering', attempt: 3, step: 700 });
	status({ state: 'failed', error: { ...error, code: 'no-adapter' }, step: 700 });
	worker.failing = { command: 'openDevice', code: 'no-adapter' };
	for (let i = 0; i < 2; i++) {
		expect(lab.run.status).toMatchObject({ error: { code: 'gpu-blocked' } });
		expect(lab.run.step).toBe(700);
		await lab.tryAgain();
	}
	expect(worker.loads.at(-1)?.checkpoint?.step).toBe(650);
	await vi.waitFor(() => {
		expect(worker.calls.at(-1)).toBe('train');
	}, 10_000);
});

test('a retry comes once, when its seconds are over, and not after its end', () => {
	vi.useFakeTimers();
	const countdown = new RetryCountdown();
	const retry = vi.fn();
	const stop = countdown.start(retry);
	const seconds = countdown.secondsLeft;
	vi.advanceTimersByTime(1000);
	expect(countdown.secondsLeft).toBe(seconds - 1);
	vi.advanceTimersByTime(60_000);
	expect(retry).toHaveBeenCalledOnce();
	stop();
	countdown.start(retry)();
	vi.advanceTimersByTime(60_000);
	expect(retry).toHaveBeenCalledOnce();
});
