import { expect, test } from 'vitest';
import { metricsCsv } from '../../../../../src/app/state/export/export-csv.ts';
import { GrowingSeries } from '../../../../../src/app/state/run/growing-series.ts';
import { RunState } from '../../../../../src/app/state/run/run.svelte.ts';
import { MOST_EVALUATIONS } from '../../../../../src/engine/core/thin-rows.ts';
import { frame } from '../lab/fake-client.ts';

const STEPS = 1_000_000;
const PIECE = 1000;
const FREQUENCIES = 56;
const MIB = 1024 * 1024;

/** Frames of a run that evaluates every step, at p = 113; a spike of the loss at one of them. */
function longRun(spikeAt: number): RunState {
	const run = new RunState();
	const markers = { ...frame(0).markers, memorized: { after: 4321, by: 4322 } };
	for (let from = 0; from < STEPS; from += PIECE) {
		const step = Float64Array.from({ length: PIECE }, (_, i) => from + i);
		const loss = step.map((at) => (at === spikeAt ? 1e6 : 1));
		// One array in many places: the test is of how many are kept, not of the machine's memory.
		const power = new Float64Array(FREQUENCIES);
		run.receive({
			run: 1,
			...frame(from + PIECE),
			markers,
			train: { step, loss, accuracy: loss },
			evaluations: {
				step,
				columns: { test_loss: loss, test_accuracy: loss },
				vectors: { embedding: Array.from(step, () => power), gini: Array.from(step, () => power) }
			}
		});
	}
	return run;
}

test('the series of a very long run stay within bounds, and spikes and markers in them', () => {
	const spikeAt = 123_456;
	const run = longRun(spikeAt);
	const kept = (series: GrowingSeries) => [...series.steps.subarray(0, series.length)];
	for (const series of [run.train, run.evaluations]) {
		expect(kept(series)[0]).toBe(0);
		expect(kept(series).at(-1)).toBe(STEPS - 1);
		expect(kept(series)).toContain(spikeAt);
	}
	expect(run.evaluations.length).toBeLessThanOrEqual(MOST_EVALUATIONS);
	expect(kept(run.evaluations)).toEqual(expect.arrayContaining([4321, 4322]));
	const bytes = (series: GrowingSeries) =>
		series.steps.byteLength +
		series.columnNames.reduce((sum, name) => sum + (series.column(name)?.byteLength ?? 0), 0);
	expect(bytes(run.train)).toBeLessThan(10 * MIB);
	expect(bytes(run.evaluations)).toBeLessThan(MIB);
	expect(run.vectors.length * 2 * 8 * FREQUENCIES).toBeLessThan(64 * MIB);
	expect(run.vectors.steps[0]).toBe(0);
	expect(run.vectors.steps.at(-1)).toBe(STEPS - 1);

	const csv = metricsCsv(run.train, run.evaluations, [run.thinned ?? '']);
	expect(csv).toMatch(
		/^# This run is long, so not all of its steps and evaluations are kept: .*\nstep,/
	);
	run.clear();
	expect(run.thinned).toBeUndefined();
	expect(bytes(run.train)).toBeLessThan(MIB);
}, 60_000);

test('what is kept does not depend on how the entries were cut into pieces', () => {
	const steps = Float64Array.from({ length: 1000 }, (_, i) => i);
	const a = steps.map((step) => Math.sin(step * step));
	const series = [1, 7, 1000].map((size) => {
		const one = new GrowingSeries({ most: 64, by: 'a' });
		for (let i = 0; i < steps.length; i += size) {
			one.append(steps.subarray(i, i + size), { a: a.subarray(i, i + size) });
		}
		return [...one.steps.subarray(0, one.length)];
	});
	expect(series[1]).toEqual(series[0]);
	expect(series[2]).toEqual(series[0]);
	expect(series[0]?.length).toBeLessThanOrEqual(64);
});

test('a run of usual length keeps everything and says nothing', () => {
	const run = new RunState();
	const step = Float64Array.from({ length: MOST_EVALUATIONS }, (_, i) => i);
	run.receive({
		run: 1,
		...frame(step.length),
		train: { step, loss: step, accuracy: step },
		evaluations: { step, columns: { test_loss: step }, vectors: {} }
	});
	expect([run.train.length, run.evaluations.length]).toEqual([step.length, step.length]);
	expect(run.thinned).toBeUndefined();
});
