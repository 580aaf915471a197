import { expect, test } from 'vitest';
import { markersOf, NO_PHASES } from '../../../src/engine/core/phase-state.ts';
import type { TelemetryMessage } from '../../../src/engine/core/telemetry.ts';
import { RunTelemetry } from '../../../src/worker/run-telemetry.ts';
import { TelemetryPort } from '../../../src/worker/telemetry-port.ts';

/** A port that writes down what is posted; the page on the other side acknowledges nothing. */
class SilentPort extends TelemetryPort {
	readonly posted: TelemetryMessage[] = [];

	override post(message: TelemetryMessage): void {
		this.posted.push(message);
	}
}

const NOTHING_YET = {
	snapshots: [],
	snapshotBytes: 0,
	keyFrequencies: [],
	markers: markersOf(NO_PHASES),
	memorization: { isSettled: false, live: undefined },
	stepsPerSecond: 0
};

const burstAt = (step: number) => ({
	step,
	updates: 1,
	loss: [Float64Array.of(step)],
	accuracy: [Float64Array.of(0)],
	evaluations: []
});

test('a checkpoint never comes before the losses of the steps that it has done, however slow the page is', () => {
	const port = new SilentPort();
	const telemetry = new RunTelemetry(port, 1, 0);
	for (const step of [0, 1]) {
		telemetry.burst(burstAt(step), {});
		telemetry.present({ ...NOTHING_YET, step: step + 1 });
	}
	// The second frame waits for the first one's acknowledgement.
	expect(port.posted.map(({ type }) => type)).toEqual(['frame']);
	telemetry.checkpoint({
		step: 2,
		evaluatedUpTo: 2,
		formulation: 'folded',
		buffers: {},
		live: {},
		failures: [],
		events: [],
		latest: [],
		evaluations: [{ step: new Float64Array(0), columns: {} }]
	});
	expect(port.posted.map(({ type }) => type)).toEqual(['frame', 'frame', 'checkpoint']);
	expect(port.posted[1]).toMatchObject({ step: 2, train: { step: Float64Array.of(1) } });
});

test('a change of a run whose device is being replaced is told, although its series are cut back', () => {
	const port = new SilentPort();
	const telemetry = new RunTelemetry(port, 1, 0);
	const change = { kind: 'hyperparameter', step: 9, key: 'lr', from: 1, to: 2 } as const;
	const lost = { kind: 'device-lost', step: 9, resumedFrom: 5, attempt: 1 } as const;
	telemetry.event(change);
	telemetry.truncate(5);
	telemetry.event(lost);
	telemetry.status({ state: 'training' });
	expect(port.posted[0]).toMatchObject({ type: 'frame', truncateTo: 5, events: [change, lost] });
});

test('a frame has the values of one replica, and says of which', () => {
	const port = new SilentPort();
	const telemetry = new RunTelemetry(port, 1, 1);
	const ofTwo = (first: number, second: number) => [
		Float64Array.of(first),
		Float64Array.of(second)
	];
	telemetry.burst({ ...burstAt(0), loss: ofTwo(3, 4), accuracy: ofTwo(0, 1) }, {});
	telemetry.present({ ...NOTHING_YET, step: 1 });
	const train = {
		step: Float64Array.of(0),
		loss: Float64Array.of(4),
		accuracy: Float64Array.of(1)
	};
	expect(port.posted[0]).toMatchObject({ type: 'frame', replica: 1, train });
});
