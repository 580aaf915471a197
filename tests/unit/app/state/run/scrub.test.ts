import { beforeEach, expect, test } from 'vitest';
import { PlaceState } from '../../../../../src/app/state/config/place.svelte.ts';
import { CrosshairState } from '../../../../../src/app/state/run/crosshair.svelte.ts';
import { RunState } from '../../../../../src/app/state/run/run.svelte.ts';
import { ScrubState } from '../../../../../src/app/state/run/scrub.svelte.ts';
import { frame } from '../lab/fake-client.ts';

let run: RunState;
let crosshair: CrosshairState;
let scrub: ScrubState;

beforeEach(() => {
	run = new RunState();
	const place = new PlaceState(run, () => undefined);
	crosshair = new CrosshairState(place);
	scrub = new ScrubState(run, crosshair, place);
	run.receive({ run: 1, ...frame(400), snapshots: [0, 100, 340] });
});

test('a pinned step stays while the run goes on, and Live lets it go', () => {
	expect(scrub.step).toBeUndefined();
	expect(scrub.shownStep).toBe(400);
	scrub.pin(350);
	run.receive({ run: 1, ...frame(500), snapshots: [0, 100, 340, 500] });
	expect(scrub.step).toBe(350);
	expect(scrub.snapshot).toBe(340);
	scrub.goLive();
	expect(scrub.step).toBeUndefined();
	expect(scrub.snapshot).toBeUndefined();
});

test('the newest step and beyond are live', () => {
	scrub.pin(400);
	expect(scrub.step).toBeUndefined();
	scrub.pin(100);
	run.receive({ run: 1, ...frame(50), truncateTo: 50, snapshots: [0] });
	expect(scrub.step).toBeUndefined();
});

test('a step that was pinned in one run is not pinned in the next', () => {
	scrub.pin(100);
	run.clear();
	run.receive({ run: 1, ...frame(400), snapshots: [0, 100] });
	expect(scrub.step).toBeUndefined();
});

test('keys go from kept weights to kept weights, the newest being the last stop', () => {
	const places: number[] = [];
	for (const count of [-1, -1, -1, -1, 1, 1, 1, 1]) {
		scrub.move(count);
		places.push(scrub.shownStep);
	}
	expect(places).toEqual([340, 100, 0, 0, 100, 340, 400, 400]);
	scrub.pin(350);
	scrub.move(-1);
	expect(scrub.shownStep).toBe(340);
	scrub.pin(350);
	scrub.move(1);
	expect(scrub.shownStep).toBe(400);
});

test('before the first kept weights it is theirs that are looked at', () => {
	run.receive({ run: 1, ...frame(400), snapshots: [150, 340] });
	scrub.pin(20);
	expect(scrub.step).toBe(20);
	expect(scrub.snapshot).toBe(150);
	run.receive({ run: 1, ...frame(400), snapshots: [] });
	expect(scrub.snapshot).toBeUndefined();
});

test('the pointer moves it only when it may', () => {
	crosshair.step = 120;
	expect(scrub.step).toBeUndefined();
	scrub.followsPointer = true;
	expect(scrub.step).toBe(120);
	expect(scrub.snapshot).toBe(100);
	crosshair.step = undefined;
	expect(scrub.step).toBeUndefined();
});
