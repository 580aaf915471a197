import { EVALUATION_METRICS } from '../../engine/core/telemetry.ts';
import type { LineSeries } from '../charts/line-chart.ts';
import type { ExpectedSeries } from '../state/expected-series.ts';
import type { RunState } from '../state/run.svelte.ts';
import type { SeriesLine } from './series-lines.ts';

const NOTHING = new Float64Array(0);
const FAINT_WIDTH = 1;

type Recorded = Pick<RunState, 'train' | 'evaluations' | 'vectors'>;

/** The numbers of a line in a recording, the live or the settled one. */
function recordedSeries(line: SeriesLine, recorded: Recorded): LineSeries {
	const { label, color, width, column } = line;
	const look = { label, color, width, isFaint: false };
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

/** Whether its numbers are there at every evaluated step of a recording, and not only where weights were kept. */
const isEvaluated = ({ source, column }: SeriesLine): boolean =>
	source === 'train' || EVALUATION_METRICS.some((metric) => metric === column);

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
				isEvaluated(line) ? { train, evaluations, vectors } : { train, ...settled }
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
 * are the settled ones; those recorded live can be kept behind them.
 */
export function lineSeries(
	lines: readonly SeriesLine[],
	run: RunState,
	showsLive: boolean
): ShownSeries {
	const { settled, version, isRecorded } = run;
	const isSettled = (line: SeriesLine) =>
		line.needsKeys === true || (isRecorded && !isEvaluated(line));
	const shown = lines.map((line) =>
		recordedSeries(
			line,
			settled !== undefined && isSettled(line) ? { train: run.train, ...settled } : run
		)
	);
	const behind =
		settled === undefined || !showsLive
			? []
			: lines
					.filter(({ needsKeys }) => needsKeys === true)
					.map((line) => ({ ...recordedSeries(line, run), width: FAINT_WIDTH, isFaint: true }));
	return { version, shown, behind };
}
