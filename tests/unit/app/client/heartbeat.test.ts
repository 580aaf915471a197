import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Heartbeat } from '../../../../src/app/client/heartbeat.ts';

let nowMs = 0;
let isHidden = false;
const ping = vi.fn();
const silences: number[] = [];
let heartbeat: Heartbeat;

beforeEach(() => {
	vi.useFakeTimers();
	nowMs = 0;
	isHidden = false;
	ping.mockReset();
	silences.length = 0;
	heartbeat = new Heartbeat({
		ping,
		onSilence: (ms) => silences.push(ms),
		isHidden: () => isHidden,
		now: () => nowMs
	});
});

afterEach(() => {
	heartbeat.stop();
	vi.useRealTimers();
});

/** A tick that comes so late. */
function tick(gapMs: number): void {
	nowMs += gapMs;
	vi.advanceTimersByTime(1000);
}

test('silence is measured from the last sign of life, and asked after every second', () => {
	for (let s = 0; s < 40; s++) tick(1000);
	expect(silences.at(-1)).toBe(40_000);
	expect(ping).toHaveBeenCalledTimes(40);
	heartbeat.beat();
	expect(silences.at(-1)).toBe(0);
	tick(1000);
	expect(silences.at(-1)).toBe(1000);
});

test('no hidden tab, frozen page or sleep of whatever length counts as silence', () => {
	const awake = fc.integer({ min: 900, max: 1500 }).map((gapMs) => ({ gapMs, hidden: false }));
	const asleep = fc.oneof(
		fc.integer({ min: 900, max: 120_000 }).map((gapMs) => ({ gapMs, hidden: true })),
		fc.integer({ min: 3000, max: 3_600_000 }).map((gapMs) => ({ gapMs, hidden: false })),
		// Clocks that are set back while the machine sleeps.
		fc.integer({ min: -3_600_000, max: -1 }).map((gapMs) => ({ gapMs, hidden: false }))
	);
	fc.assert(
		fc.property(fc.array(fc.oneof(awake, asleep), { maxLength: 60 }), (ticks) => {
			heartbeat.beat();
			let sinceMs = 0;
			for (const { gapMs, hidden } of ticks) {
				isHidden = hidden;
				tick(gapMs);
				const isAwake = !hidden && gapMs >= 0 && gapMs < 3000;
				sinceMs = isAwake ? sinceMs + gapMs : 0;
				expect(silences.at(-1)).toBe(sinceMs);
			}
		})
	);
});
