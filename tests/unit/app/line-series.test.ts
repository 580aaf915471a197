import { expect, test } from 'vitest';
import { expectedLines, lineSeries } from '../../../src/app/panels/line-series.ts';
import { LOSS_LINES } from '../../../src/app/panels/series-lines.ts';
import { expectedSeries } from '../../../src/app/state/expected-series.ts';
import { Playback } from '../../../src/app/state/playback.ts';
import { RunState } from '../../../src/app/state/run.svelte.ts';
import { toyRecording } from './toy-recording.ts';

const RESTRICTED = {
	label: 'restricted',
	source: 'evaluations',
	column: 'restricted_loss',
	color: 'restricted',
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
