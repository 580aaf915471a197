import { expect, test } from 'vitest';
import { RunState } from '../../../../../src/app/state/run/run.svelte.ts';
import { checkpointAt, frame } from '../lab/fake-client.ts';

function trained(from: number, to: number) {
	const step = Float64Array.from({ length: to - from }, (_, i) => from + i);
	return { step, loss: step.map(() => from), accuracy: step.map(() => 0) };
}
const evaluated = (...at: number[]) => ({
	step: Float64Array.from(at),
	columns: { test_loss: Float64Array.from(at, (step) => step / 10) },
	vectors: {}
});

test('frames add up, and the version moves with each', () => {
	const run = new RunState();
	run.receive({ run: 1, ...frame(10), train: trained(0, 10), evaluations: evaluated(0, 5) });
	run.receive({ run: 1, ...frame(20), train: trained(10, 20), evaluations: evaluated(10) });
	expect(run.train.length).toBe(20);
	expect(run.evaluations.length).toBe(3);
	expect(run.step).toBe(20);
	expect(run.version).toBe(2);
	expect(run.evaluationColumns).toEqual(['test_loss']);
});

test('a frame of another replica than the first fails the run, and the next run may be of that one', () => {
	const run = new RunState();
	run.receive({ run: 1, ...frame(10), replica: 2, train: trained(0, 10) });
	run.receive({ run: 1, ...frame(20), replica: 1, train: trained(10, 20) });
	expect(run.train.length).toBe(10);
	expect(run.status).toMatchObject({
		state: 'failed',
		error: { code: 'internal', message: 'frame at step 20: expected replica 2, got 1' }
	});
	run.clear();
	run.receive({ run: 2, ...frame(10), replica: 1, train: trained(0, 10) });
	expect(run.train.length).toBe(10);
});

test('a resume after a lost device cuts the series back and keeps the event', () => {
	const run = new RunState();
	const event = { kind: 'device-lost', step: 20, resumedFrom: 10, attempt: 1 } as const;
	run.receive({ run: 1, ...frame(20), train: trained(0, 20), evaluations: evaluated(0, 10, 15) });
	run.receive({ run: 1, ...frame(10), truncateTo: 10, events: [event] });
	expect(run.train.length).toBe(10);
	expect([...run.evaluations.steps.subarray(0, run.evaluations.length)]).toEqual([0, 10]);
	run.receive({ run: 1, ...frame(15), train: trained(10, 15) });
	expect(run.train.length).toBe(15);
	expect(run.events).toEqual([event]);
});

test('a recovery that goes back to step 0 keeps what was changed and forgets the series', () => {
	const run = new RunState();
	const event = { kind: 'hyperparameter', step: 3, key: 'lr', from: 1, to: 2 } as const;
	run.receive({ run: 1, ...frame(9), train: trained(0, 9), events: [event] });
	run.receive({ run: 1, ...frame(0), truncateTo: 0 });
	expect(run.train.length).toBe(0);
	expect(run.events).toEqual([event]);
	expect(run.phase).toBe('before');
});

test('another run forgets events, spectra and series of the last', () => {
	const run = new RunState();
	const event = { kind: 'hyperparameter', step: 3, key: 'lr', from: 1, to: 2 } as const;
	const spectrum = { step: 5, power: Float64Array.of(1) };
	run.receive({ run: 1, ...frame(9), train: trained(0, 9), events: [event] });
	run.receive({ run: 1, ...frame(9), spectra: { any: spectrum }, keyFrequencies: [1] });
	run.clear();
	expect(run.train.length).toBe(0);
	expect(run.events).toEqual([]);
	expect(run.spectra).toEqual({});
	expect(run.keyFrequencies).toEqual([]);
});

test('the latest checkpoint is kept until the run is forgotten', () => {
	const run = new RunState();
	run.receive({ run: 1, type: 'checkpoint', checkpoint: checkpointAt(5, {}) });
	run.receive({ run: 1, type: 'checkpoint', checkpoint: checkpointAt(9, {}) });
	run.fail({ code: 'worker-crashed', message: '', details: '' });
	expect(run.checkpoint?.step).toBe(9);
	run.clear();
	expect(run.checkpoint).toBeUndefined();
	expect(run.checkpointStep).toBeUndefined();
});

test('vectors and snapshots come with the frames and go with a resume', () => {
	const run = new RunState();
	const vectors = { spectrum: [Float64Array.of(1, 2), Float64Array.of(3, 4)] };
	run.receive({
		run: 1,
		...frame(10),
		evaluations: { ...evaluated(0, 5), vectors },
		snapshots: [0, 5],
		snapshotBytes: 80
	});
	expect(run.vectors.at('spectrum', 7)).toEqual({ step: 5, values: Float64Array.of(3, 4) });
	expect([...run.snapshots]).toEqual([0, 5]);
	expect(run.snapshotBytes).toBe(80);
	run.receive({ run: 1, ...frame(4), truncateTo: 4, snapshots: [0] });
	expect(run.vectors.at('spectrum', 7)?.step).toBe(0);
	expect([...run.snapshots]).toEqual([0]);
	run.clear();
	expect(run.vectors.length).toBe(0);
	expect([...run.snapshots]).toEqual([]);
	expect(run.snapshotBytes).toBe(0);
});

test('settled measures are kept until the run goes on, and their key frequencies are the ones in force', () => {
	const run = new RunState();
	run.receive({ run: 1, ...frame(5), keyFrequencies: [3] });
	expect(run.keyFrequencies).toEqual([3]);
	const settled = {
		keyFrequencies: [2, 1],
		step: Float64Array.of(0, 5),
		columns: { restricted_loss: Float64Array.of(3, 1) },
		vectors: { spectrum: [Float64Array.of(1), Float64Array.of(2)] }
	};
	run.receive({ run: 1, type: 'settled', settled });
	expect(run.keyFrequencies).toEqual([2, 1]);
	expect(run.settled?.evaluations.last('restricted_loss')).toBe(1);
	expect(run.settled?.vectors.at('spectrum', 5)?.values).toEqual(Float64Array.of(2));
	run.receive({ run: 1, type: 'settled', settled: undefined });
	expect(run.settled).toBeUndefined();
	expect(run.keyFrequencies).toEqual([3]);
});

const decay = (step: number, from: number, to: number) =>
	({ kind: 'hyperparameter', step, key: 'weight_decay', from, to }) as const;

test('an event that says the same as an earlier one is one of its own', () => {
	const run = new RunState();
	const events = [decay(100, 1, 2), decay(100, 2, 1), decay(100, 1, 2)];
	for (const event of events) run.receive({ run: 1, ...frame(100), events: [event] });
	expect(run.events).toEqual(events);
	expect(run.liveChanges).toBe(1);
	run.receive({ run: 1, ...frame(100), events: [decay(100, 2, 1)] });
	expect(run.liveChanges).toBe(0);
});
