import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { askBeforeLeaving } from '../../../../src/app/client/leave-question.ts';
import { RunState } from '../../../../src/app/state/run/run.svelte.ts';
import type { PageStatus } from '../../../../src/app/state/lab/page-status.ts';
import { checkpointAt, frame } from '../state/lab/fake-client.ts';

const page = new EventTarget();
beforeEach(() => {
	vi.stubGlobal('window', page);
});
afterEach(() => {
	vi.unstubAllGlobals();
});

/** @returns whether the browser would ask */
function leave(): boolean {
	return !page.dispatchEvent(new Event('beforeunload', { cancelable: true }));
}

test('the browser asks while it is told to, and no longer', () => {
	expect(leave()).toBe(false);
	const stop = askBeforeLeaving();
	expect(leave()).toBe(true);
	stop();
	expect(leave()).toBe(false);
});

const error = { code: 'worker-crashed', message: '', details: '' } as const;
const AT_STAKE: readonly PageStatus[] = [
	{ state: 'training' },
	{ state: 'recovering', attempt: 1, step: 40 },
	{ state: 'paused', reason: 'user' },
	{ state: 'paused', reason: 'budget' }
];
const NOTHING_AT_STAKE: readonly PageStatus[] = [
	{ state: 'replay', isPlaying: true, isAtEnd: false },
	{ state: 'failed', error, step: 40 }
];

function runAt(step: number, status: PageStatus): RunState {
	const run = new RunState();
	run.receive({ run: 1, ...frame(step) });
	if (status.state === 'replay' || status.state === 'cancelled') run.status = status;
	else run.receive({ run: 1, type: 'status', status });
	return run;
}

test('a run that trains or is paused would be lost, but not one without a step', () => {
	for (const status of AT_STAKE) {
		expect(runAt(40, status).wouldBeLost, status.state).toBe(true);
		expect(runAt(0, status).wouldBeLost, status.state).toBe(false);
	}
});

test('a recorded run would not be lost, and a failed run only where it could go on', () => {
	for (const status of NOTHING_AT_STAKE) {
		expect(runAt(40, status).wouldBeLost, status.state).toBe(false);
	}
	const failed = runAt(40, { state: 'failed', error, step: 40 });
	failed.receive({ run: 1, type: 'checkpoint', checkpoint: checkpointAt(30, {}) });
	expect(failed.wouldBeLost).toBe(true);
});

test('kernels that are compiled in the midst of a recovery change nothing about it', () => {
	const run = runAt(40, { state: 'training' });
	const preparing = { state: 'preparing', stage: 'Compiling kernels', done: 1, total: 9 } as const;
	run.receive({ run: 1, type: 'status', status: preparing });
	expect(run.wouldBeLost).toBe(true);
});
