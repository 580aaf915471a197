import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { stepAtShare } from '../../../../../src/app/state/recorded/pace.ts';
import { Playback } from '../../../../../src/app/state/recorded/playback.ts';
import { recordedSettings } from '../../../../../src/app/state/recorded/recorded-source.ts';
import { differences } from '../../../../../src/app/state/config/config-differences.ts';
import { keysKnownAt } from '../../../../../src/app/state/run/known-keys.ts';
import { configOf } from '../../../../../src/config/preset-config.ts';
import { RunState } from '../../../../../src/app/state/run/run.svelte.ts';
import { FACTS } from '../lab/fake-client.ts';
import { toyRecordedRun } from './toy-recorded-run.ts';

let run: RunState;
let playback: Playback;

beforeEach(() => {
	vi.useFakeTimers();
	run = new RunState();
	playback = new Playback(toyRecordedRun(), run);
});
afterEach(() => {
	playback.stop();
	vi.useRealTimers();
});

const stepsOf = (series: { readonly steps: Float64Array; readonly length: number }) => [
	...series.steps.subarray(0, series.length)
];

test('it plays from the first step to the last in 40 seconds, and stands there', () => {
	const seen: number[] = [];
	playback.play();
	for (let second = 0; second < 39; second++) {
		vi.advanceTimersByTime(1000);
		seen.push(run.step);
	}
	expect(run.status).toEqual({ state: 'replay', isPlaying: true, isAtEnd: false });
	expect(seen).toEqual(seen.toSorted((a, b) => a - b));
	expect(new Set(seen).size).toBeGreaterThan(4);
	vi.advanceTimersByTime(1500);
	expect(run.step).toBe(300);
	expect(run.status).toEqual({ state: 'replay', isPlaying: false, isAtEnd: true });
	expect(vi.getTimerCount()).toBe(0);
});

test('at the end everything that was recorded is there, and nothing beyond', () => {
	playback.finish();
	expect(stepsOf(run.evaluations)).toEqual([0, 1, 2, 5, 10, 50, 100, 200, 300]);
	expect(stepsOf(run.train)).toEqual(stepsOf(run.evaluations));
	expect(run.evaluations.last('test_loss')).toBe(3);
	expect(run.train.last('loss')).toBe(2);
	expect(run.evaluationColumns).toContain('restricted_loss');
	expect([...run.snapshots]).toEqual([0, 100, 300]);
	expect(run.settled?.evaluations.last('restricted_loss')).toBe(301);
	expect(run.keyFrequencies).toEqual([2, 1]);
	expect(run.isSettled).toBe(true);
	// Its probe says what is a spectrum; measures per frequency are not.
	expect(Object.keys(run.spectra)).toEqual(['embedding-spectrum']);
	expect(run.spectra['embedding-spectrum']?.step).toBe(300);
	expect(run.vectors.at('excluded_by_frequency', 150)?.step).toBe(100);
	expect(run.markers.cleanupBegins).toEqual({ after: 50, by: 100 });
	expect(run.phase).toBe('cleanup');
});

test('an event of the recorded run comes with the first evaluation at or after its step, once', () => {
	const recorded = toyRecordedRun();
	const change = (step: number) =>
		({ kind: 'hyperparameter', step, key: 'weight_decay', from: step, to: 1 }) as const;
	const events = [change(0), change(60), change(100), change(300)];
	const replay = new Playback({ ...recorded, card: { ...recorded.card, events } }, run);
	replay.play();
	const known: (readonly [number, number])[] = [];
	while (run.step < 300) {
		vi.advanceTimersByTime(100);
		if (run.events.length > (known.at(-1)?.[0] ?? 0)) known.push([run.events.length, run.step]);
	}
	expect(known).toEqual([
		[1, 0],
		[3, 100],
		[4, 300]
	]);
	expect(run.events).toEqual(events);
	replay.stop();
});

test('the end of memorization is the settled one, with what the live rule says at the kept steps', () => {
	const { settled, ...recorded } = toyRecordedRun();
	const step = Float64Array.of(0, 50, 100, 150, 200, 300);
	const columns = {
		excluded_loss: Float64Array.of(5, 4, 3, 4, 5, 6),
		excluded_single_max: Float64Array.of(5, 2, 3, 4, 5, 6)
	};
	const show = (own: Partial<typeof settled>) => {
		new Playback({ ...recorded, settled: { ...settled, step, columns, ...own } }, run).finish();
		return run.memorization;
	};
	expect(show({})).toEqual({ isSettled: true, live: { after: 0, by: 100 } });
	// Without a key frequency, excluded loss is not defined, and the live end holds.
	const live = recorded.card.transitions.memorizationEnds;
	expect(show({ keyFrequencies: [] })).toEqual({ isSettled: false, live });
	playback.finish();
	expect(run.memorization).toEqual({ isSettled: true, live: undefined });
	run.clear();
	expect(run.memorization.isSettled).toBe(false);
});

test('the length of the run is known from the start, also when it is played again', () => {
	expect([run.step, run.recordedSteps]).toEqual([0, 300]);
	playback.finish();
	playback.play();
	expect([run.step, run.recordedSteps]).toEqual([0, 300]);
	run.clear();
	expect(run.recordedSteps).toBe(0);
});

test('it can be advanced to a step that it has not reached, and plays on from there', () => {
	playback.play();
	playback.advanceTo(100);
	expect(run.step).toBe(100);
	playback.advanceTo(10);
	expect(run.step).toBe(100);
	vi.advanceTimersByTime(20_000);
	expect(run.step).toBeGreaterThan(100);
	playback.advanceTo(300);
	expect(run.status).toEqual({ state: 'replay', isPlaying: false, isAtEnd: true });
	expect(vi.getTimerCount()).toBe(0);
});

test('a key frequency of the end is known at a step at which it stands out', () => {
	const known = (scrubbed?: number) => keysKnownAt(run, 'embedding-spectrum', scrubbed);
	playback.advanceTo(50);
	expect(run.keyFrequencies).toEqual([2, 1]);
	expect(known()).toEqual([]);
	playback.advanceTo(100);
	expect(known()).toEqual([2]);
	expect(known(50)).toEqual([]);
	playback.finish();
	expect(known()).toEqual([2, 1]);
	expect(known(100)).toEqual([2]);
});

test('a recording differs from its preset in no setting', () => {
	const { config, preset } = recordedSettings(toyRecordedRun(), 'quick-mlp');
	expect(preset).toBe('nanda-2023');
	expect(differences(config, configOf(preset))).toEqual([]);
});

test('nothing of a step is told before it is reached: no marker, no spectrum, no kept weights', () => {
	playback.play();
	while (run.step < 5) vi.advanceTimersByTime(100);
	expect(run.step).toBe(5);
	expect(run.markers.memorized).toEqual({ after: 2, by: 5 });
	expect(run.markers.memorizationEnds).toBeUndefined();
	expect(run.phase).toBe('plateau');
	expect(run.spectra['embedding-spectrum']?.step).toBe(0);
	expect([...run.snapshots]).toEqual([0]);
	expect(run.settled?.evaluations.length).toBe(1);
});

test('paused it stands, and goes on from there', () => {
	playback.play();
	vi.advanceTimersByTime(20_000);
	playback.pause();
	const { step } = run;
	expect(run.status).toEqual({ state: 'replay', isPlaying: false, isAtEnd: false });
	vi.advanceTimersByTime(60_000);
	expect(run.step).toBe(step);
	playback.play();
	vi.advanceTimersByTime(19_000);
	expect(run.step).toBeGreaterThan(step);
	expect(run.step).toBeLessThan(300);
});

test('a page that was frozen goes on where it was', () => {
	playback.play();
	vi.advanceTimersByTime(1000);
	const { step } = run;
	const late = performance.now() + 600_000;
	const clock = vi.spyOn(performance, 'now').mockReturnValue(late);
	vi.advanceTimersByTime(100);
	clock.mockRestore();
	expect(run.step).toBeLessThanOrEqual(Math.max(step, stepAtShare(2 / 40, 300)));
});

test('played again it begins anew, with what the worker said of it', () => {
	const facts = { ...FACTS, trainExamples: 1, testExamples: 1 };
	playback.setFacts(facts);
	playback.finish();
	const { generation } = run;
	playback.play();
	expect(run.step).toBe(0);
	expect(run.evaluations.length).toBe(0);
	expect(run.facts).toEqual(facts);
	expect(run.generation).toBeGreaterThan(generation);
	vi.advanceTimersByTime(41_000);
	expect(run.step).toBe(300);
});

test('the pace begins slowly, never goes back, and leaves the second half of the run some seconds', () => {
	const last = 14_000;
	expect(stepAtShare(0, last)).toBe(0);
	expect(stepAtShare(1, last)).toBeCloseTo(last, 6);
	const steps = Array.from({ length: 41 }, (_, i) => stepAtShare(i / 40, last));
	expect(steps).toEqual(steps.toSorted((a, b) => a - b));
	expect(stepAtShare(0.1, last)).toBeLessThan(200);
	expect(stepAtShare(0.8, last)).toBeLessThan(last / 2);
});
