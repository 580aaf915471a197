import { expect, test } from 'vitest';
import { expectedLines, lineSeries } from '../../../src/app/panels/line-series.ts';
import { LOSS_LINES } from '../../../src/app/panels/series-lines.ts';
import { expectedSeries } from '../../../src/app/state/expected-series.ts';
import { Playback } from '../../../src/app/state/playback.ts';
import { RunState } from '../../../src/app/state/run.svelte.ts';
import { frame } from './fake-client.ts';
import { toyRecording } from './toy-recording.ts';

const RESTRICTED = {
	label: 'restricted',
	source: 'evaluations',
	column: 'restricted_loss',
	color: 'green',
	width: 2
} as const;
const EXCLUDED = {
	...RESTRICTED,
	source: 'vectors',
	column: 'excluded_by_frequency',
	frequency: 1
} as const;
const valuesOf = ({
	values,
	length
}: {
	readonly values: Float64Array;
	readonly length: number;
}) => [...values.subarray(0, length)];

test('what to expect is faint, losses at every evaluated step, measures where weights were kept', () => {
	const lines = expectedLines(
		[...LOSS_LINES, RESTRICTED, EXCLUDED],
		expectedSeries(toyRecording())
	);
	expect(lines.every(({ isFaint }) => isFaint)).toBe(true);
	expect(lines.map(({ length }) => length)).toEqual([10, 10, 3, 3]);
	const [train, test, restricted, excluded] = lines;
	expect(train?.values[0]).toBe(5);
	expect(test?.values[0]).toBe(6);
	expect(restricted && valuesOf(restricted)).toEqual([1, 101, 301]);
	expect(excluded && valuesOf(excluded)).toEqual([0, 100, 300]);
});

test('a recorded measure has a value wherever its line has a point', () => {
	const run = new RunState();
	new Playback(toyRecording(), run).finish();
	const { shown, behind } = lineSeries([...LOSS_LINES, RESTRICTED], run, true);
	expect(shown.map((line) => valuesOf(line).filter(Number.isNaN).length)).toEqual([0, 0, 0]);
	expect(shown.map(({ length }) => length)).toEqual([9, 9, 3]);
	expect(behind).toEqual([]);
});

test('live values stay before the first settled step of a run whose early weights are gone', () => {
	const run = new RunState();
	const column = (...values: readonly number[]) => Float64Array.from(values);
	const evaluations = {
		step: column(0, 10, 20, 30),
		columns: { restricted_loss: column(1, 2, 3, 4), test_loss: column(5, 6, 7, 8) },
		vectors: { excluded_by_frequency: [1, 2, 3, 4].map((value) => column(value, 0)) }
	};
	run.receive({ run: 1, ...frame(30), evaluations });
	const settled = {
		keyFrequencies: [1],
		step: column(20, 30),
		columns: { restricted_loss: column(30, 40), test_loss: column(7, 8) },
		vectors: { excluded_by_frequency: [30, 40].map((value) => column(value, 0)) }
	};
	run.receive({ run: 1, type: 'settled', settled });
	const lines = [
		{ ...RESTRICTED, needsKeys: true },
		{ ...EXCLUDED, needsKeys: true }
	];
	const { shown, behind } = lineSeries(lines, run, true);
	for (const line of shown) {
		expect([...line.steps.subarray(0, line.length)]).toEqual([0, 10, 20, 30]);
		expect(valuesOf(line)).toEqual([1, 2, 30, 40]);
	}
	for (const line of behind) expect(valuesOf(line)).toEqual([1, 2, 3, 4]);
	// What was not kept is not in the file of settled measures either.
	expect(run.settled?.evaluations.length).toBe(2);
});
