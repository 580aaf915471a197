import { expect, test } from 'vitest';
import {
	ghostSeries,
	lineSeries,
	seriesOfRuns
} from '../../../../src/app/panels/curves/line-series.ts';
import { LOSS_LINES } from '../../../../src/app/panels/curves/series-lines.ts';
import { recordedSource } from '../../../../src/app/state/recorded/recorded-source.ts';
import { Playback } from '../../../../src/app/state/recorded/playback.ts';
import { RunState } from '../../../../src/app/state/run/run.svelte.ts';
import { frame } from '../state/lab/fake-client.ts';
import { toyRecordedRun } from '../state/recorded/toy-recorded-run.ts';

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
	const lines = ghostSeries(
		[...LOSS_LINES, RESTRICTED, EXCLUDED],
		recordedSource(toyRecordedRun()),
		0
	);
	expect(lines.every(({ isFaint }) => isFaint)).toBe(true);
	expect(lines.map(({ length }) => length)).toEqual([9, 9, 3, 3]);
	const [train, test, restricted, excluded] = lines;
	expect(train?.values[0]).toBe(5);
	expect(test?.values[0]).toBe(6);
	expect(restricted && valuesOf(restricted)).toEqual([1, 101, 301]);
	expect(excluded && valuesOf(excluded)).toEqual([0, 100, 300]);
});

test('a recorded measure has a value wherever its line has a point', () => {
	const run = new RunState();
	new Playback(toyRecordedRun(), run).finish();
	const { shown, behind } = lineSeries([...LOSS_LINES, RESTRICTED], run, true);
	expect(shown.map((line) => valuesOf(line).filter(Number.isNaN).length)).toEqual([0, 0, 0]);
	expect(shown.map(({ length }) => length)).toEqual([9, 9, 3]);
	expect(behind).toEqual([]);
});

test('without a final key frequency, a line that needs one stays live and is drawn once', () => {
	const run = new RunState();
	const [step, values] = [Float64Array.of(0, 10), Float64Array.of(3, 2)];
	const evaluations = { step, columns: { restricted_loss: values }, vectors: {} };
	run.receive({ run: 1, ...frame(10), evaluations });
	const columns = { restricted_loss: Float64Array.of(NaN, NaN) };
	const settled = { keyFrequencies: [], step, columns, vectors: {} };
	run.receive({ run: 1, type: 'settled', settled });
	const { shown, behind } = lineSeries([{ ...RESTRICTED, needsKeys: true }], run, true);
	expect(shown.map(valuesOf)).toEqual([[3, 2]]);
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
	// The file of settled measures contains only kept steps.
	expect(run.settled?.evaluations.length).toBe(2);
});

test('colour is that of a line where one run is shown, and that of a run where more are', () => {
	const source = recordedSource(toyRecordedRun());
	const lines = [...LOSS_LINES, RESTRICTED];
	const one = seriesOfRuns(lines, [source], false).shown;
	expect(one).toEqual(lineSeries(lines, source, false).shown);
	const runs = ['a', 'b'].map((label) => ({
		label,
		version: source.version,
		isRecorded: true,
		train: source.train,
		evaluations: source.evaluations,
		vectors: source.vectors,
		settled: source.settled
	}));
	const two = seriesOfRuns(lines, runs, false).shown;
	expect(two.map(({ label }) => label)).toEqual([
		'a: shown',
		'a: never shown',
		'a: restricted',
		'b: shown',
		'b: never shown',
		'b: restricted'
	]);
	const colors = two.map(({ color }) => color);
	expect(new Set(colors.slice(0, 3)).size).toBe(1);
	expect(new Set(colors).size).toBe(2);
	const looks = two.map(({ look }) => look?.dash.join());
	expect(looks.slice(0, 3)).toEqual(looks.slice(3));
	expect(new Set(looks).size).toBe(3);
});
