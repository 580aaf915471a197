import { EVALUATION_METRICS } from '../../engine/core/telemetry.ts';
import type { LineSeries } from '../charts/line-chart.ts';
import { PLAIN_LOOK } from '../charts/line-look.ts';
import type { ExpectedSeries } from '../state/expected-series.ts';
import type { GrowingSeries } from '../state/growing-series.ts';
import type { RunState } from '../state/run.svelte.ts';
import { firstIndexAtOrAbove } from '../state/sorted-search.ts';
import type { SeriesLine } from './series-lines.ts';

const NOTHING = new Float64Array(0);
const FAINT_WIDTH = 1;

type Recorded = Pick<RunState, 'train' | 'evaluations' | 'vectors'>;

/** The numbers of a line in a recording, the live or the settled one. */
function recordedSeries(line: SeriesLine, recorded: Recorded): LineSeries {
	const { label, color, width, column, look: pattern = PLAIN_LOOK } = line;
	const look = { label, color, width, look: pattern, isFaint: false };
	if (line.source === 'vectors') {
		const { vectors } = recorded;
		const isThere = vectors.rows(column).length > 0;
		const values = isThere ? vectors.column(column, line.frequency ?? 0) : NOTHING;
		return { ...look, steps: vectors.steps, values, length: isThere ? vectors.length : 0 };
	}
	const source = recorded[line.source];
	const values = source.column(column);
	return {
		...look,
		steps: source.steps,
		values: values ?? NOTHING,
		length: values === undefined ? 0 : source.length
	};
}

/**
 * A settled line, before its first step as it was recorded live: of the beginning of a run that went on in another worker
 * no weights are kept, and nothing can be settled.
 */
function settledLine(settled: LineSeries, live: LineSeries): LineSeries {
	const first = settled.steps[0];
	if (settled.length === 0 || first === undefined) return settled;
	const before = firstIndexAtOrAbove(live.steps, live.length, first);
	if (before === 0) return settled;
	const join = (early: Float64Array, late: Float64Array) => {
		const all = new Float64Array(before + settled.length);
		all.set(early.subarray(0, before));
		all.set(late.subarray(0, settled.length), before);
		return all;
	};
	return {
		...settled,
		steps: join(live.steps, settled.steps),
		values: join(live.values, settled.values),
		length: before + settled.length
	};
}

/** Whether its numbers are there at every evaluated step of a recording, and not only where weights were kept. */
function isEvaluated(
	{ source, column }: SeriesLine,
	evaluations: Pick<GrowingSeries, 'column' | 'length'>
): boolean {
	if (source === 'train') return true;
	if (!EVALUATION_METRICS.some((metric) => metric === column)) return false;
	const values = evaluations.column(column)?.subarray(0, evaluations.length);
	return values?.some((value) => Number.isNaN(value)) === false;
}

/** The lines of a panel before the run has begun, as a recorded one had them: faint. */
export function expectedLines(
	lines: readonly SeriesLine[],
	{ train, evaluations, settled }: ExpectedSeries
): readonly LineSeries[] {
	const { vectors } = settled;
	return lines
		.map((line) =>
			recordedSeries(
				line,
				isEvaluated(line, evaluations) ? { train, evaluations, vectors } : { train, ...settled }
			)
		)
		.map((line) => ({ ...line, isFaint: true }));
}

/** Lines to draw. */
export interface ShownSeries {
	/** That of the run: the arrays grow in place, and this is what says that they did. */
	readonly version: number;
	readonly shown: readonly LineSeries[];
	/** Drawn first and faint. */
	readonly behind: readonly LineSeries[];
}

/**
 * The lines of a panel as the chart draws them. Where measures are settled, lines that depend on the key frequencies
 * are the settled ones (from the first step on of which weights are kept); those recorded live can be kept behind them.
 */
export function lineSeries(
	lines: readonly SeriesLine[],
	run: RunState,
	showsLive: boolean
): ShownSeries {
	const { settled, version, isRecorded } = run;
	const isSettled = (line: SeriesLine) =>
		line.needsKeys === true || (isRecorded && !isEvaluated(line, run.evaluations));
	const shown = lines.map((line) => {
		const live = recordedSeries(line, run);
		if (settled === undefined || !isSettled(line)) return live;
		return settledLine(recordedSeries(line, { train: run.train, ...settled }), live);
	});
	const behind =
		settled === undefined || !showsLive
			? []
			: lines
					.filter(({ needsKeys }) => needsKeys === true)
					.map((line) => ({ ...recordedSeries(line, run), width: FAINT_WIDTH, isFaint: true }));
	return { version, shown, behind };
}
