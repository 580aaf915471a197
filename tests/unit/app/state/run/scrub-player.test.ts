import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PlaceState } from '../../../../../src/app/state/config/place.svelte.ts';
import { shareAtStep, stepAtShare } from '../../../../../src/app/state/recorded/pace.ts';
import { CrosshairState } from '../../../../../src/app/state/run/crosshair.svelte.ts';
import { RunState } from '../../../../../src/app/state/run/run.svelte.ts';
import { ScrubPlayer } from '../../../../../src/app/state/run/scrub-player.svelte.ts';
import { ScrubState } from '../../../../../src/app/state/run/scrub.svelte.ts';
import { frame } from '../lab/fake-client.ts';

let run: RunState;
let place: PlaceState;
let scrub: ScrubState;
let player: ScrubPlayer;

beforeEach(() => {
	vi.useFakeTimers();
	run = new RunState();
	place = new PlaceState(run, () => undefined);
	scrub = new ScrubState(run, new CrosshairState(place), place);
	player = new ScrubPlayer(run, scrub);
	run.receive({ run: 1, ...frame(1000), snapshots: [0] });
});
afterEach(() => {
	player.pause();
	vi.useRealTimers();
});

test('it shows the steps from the first to the newest, and then the run as it is', () => {
	player.play();
	const shown: number[] = [];
	while (player.isPlaying) {
		shown.push(scrub.shownStep);
		vi.advanceTimersByTime(1000);
	}
	expect(shown[0]).toBe(0);
	expect(shown).toEqual(shown.toSorted((a, b) => a - b));
	expect(shown.length).toBeGreaterThan(10);
	expect(scrub.step).toBeUndefined();
});

test('it begins at the shown step, can be paused, and ends with a new run', () => {
	scrub.pin(400);
	player.play();
	vi.advanceTimersByTime(100);
	expect(scrub.shownStep).toBeGreaterThan(400);
	expect(scrub.shownStep).toBeLessThan(430);
	player.pause();
	const { shownStep } = scrub;
	vi.advanceTimersByTime(1000);
	expect(scrub.shownStep).toBe(shownStep);
	player.play();
	run.clear();
	vi.advanceTimersByTime(200);
	expect(player.isPlaying).toBe(false);
});

test('the share of a step is the inverse of the step of a share', () => {
	for (const share of [0, 0.1, 0.5, 1]) {
		expect(shareAtStep(stepAtShare(share, 14_000), 14_000)).toBeCloseTo(share, 12);
	}
	expect(shareAtStep(0, 0)).toBe(0);
});

test('a step of a link is shown once the run has passed it, whichever run that is', () => {
	place.adopt({ ...place.place, step: 1500 });
	expect(scrub.step).toBeUndefined();
	run.receive({ run: 1, ...frame(1600), snapshots: [0] });
	expect(scrub.step).toBe(1500);
	run.clear();
	expect(scrub.step).toBeUndefined();
	run.receive({ run: 2, ...frame(1600), snapshots: [0] });
	expect(scrub.step).toBe(1500);
	scrub.goLive();
	expect(scrub.step).toBeUndefined();
});
