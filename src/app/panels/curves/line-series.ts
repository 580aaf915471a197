import type { LineSeries } from '../../charts/lines/line-chart.ts';
import { FIRST_DASHED, lineLook, PLAIN_LOOK, type LineLook } from '../../charts/lines/line-look.ts';
import { lineColor } from '../../charts/theme.ts';
import type { GrowingSeries } from '../../state/run/growing-series.ts';
import type { GrowingVectors } from '../../state/run/growing-vectors.ts';
import type { RunSource } from '../../state/run/run-source.ts';
import { firstIndexAtOrAbove } from '../../state/run/sorted-search.ts';
import { isSplitColumn } from './measures.ts';
import type { SeriesLine } from './series-lines.ts';

const NOTHING = new Float64Array(0);
const FAINT_WIDTH = 1;

type Recorded = Pick<RunSource, 'train' | 'evaluations' | 'vectors'>;

const vectorValues = (
	{ column, frequency = 0, sumOf }: SeriesLine,
	vectors: GrowingVectors
): Float64Array =>
	sumOf === undefined ? vectors.column(column, frequency) : vectors.sum(column, sumOf);

/** The values of a line, from live or settled series. */
function recordedSeries(line: SeriesLine, recorded: Recorded): LineSeries {
	const { label, color, width, column, look: pattern = PLAIN_LOOK } = line;
	const look = { label, color, width, look: pattern, isFaint: false };
	if (line.source === 'vectors') {
		const { vectors } = recorded;
		const isThere = vectors.rows(column).length > 0;
		const values = isThere ? vectorValues(line, vectors) : NOTHING;
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
 * A settled line, continued by the live one before its first step. When a run resumes in another
 * worker, its early weights are lost, so early measures cannot be settled.
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

/**
 * Whether a recorded run has the line's values at every evaluated step, not only at steps with
 * weights.
 */
function isEvaluated(
	{ source, column }: SeriesLine,
	evaluations: Pick<GrowingSeries, 'column' | 'length'>
): boolean {
	if (source === 'train') return true;
	if (!isSplitColumn(column)) return false;
	const values = evaluations.column(column)?.subarray(0, evaluations.length);
	return values?.some((value) => Number.isNaN(value)) === false;
}

/** The part of a run that charts read. */
export type DrawnRun = Recorded & Pick<RunSource, 'settled' | 'version' | 'isRecorded'>;

/** The lines to draw. */
export interface ShownSeries {
	/** The version of the run: it increases when the arrays grow in place. */
	readonly version: number;
	readonly shown: readonly LineSeries[];
	/** Drawn first, and faintly. */
	readonly behind: readonly LineSeries[];
}

/**
 * The lines of a panel. Once measures are settled, lines that depend on key frequencies show the
 * settled values, if the final weights have a key frequency; the live ones can be drawn behind
 * them.
 */
export function lineSeries(
	lines: readonly SeriesLine[],
	run: DrawnRun,
	showsLive: boolean
): ShownSeries {
	const { settled, version, isRecorded } = run;
	const replacesLive = settled?.replacesLive === true;
	const isSettled = (line: SeriesLine) =>
		(replacesLive && line.needsKeys === true) ||
		(isRecorded && !isEvaluated(line, run.evaluations));
	const shown = lines.map((line) => {
		const live = recordedSeries(line, run);
		if (settled === undefined || !isSettled(line)) return live;
		return settledLine(recordedSeries(line, { train: run.train, ...settled }), live);
	});
	const behind =
		!replacesLive || !showsLive
			? []
			: lines
					.filter(({ needsKeys }) => needsKeys === true)
					.map((line) => ({ ...recordedSeries(line, run), width: FAINT_WIDTH, isFaint: true }));
	return { version, shown, behind };
}

/** The look of a ghost's lines: solid for the first, dashed in another way for each further one. */
export const ghostLook = (place: number): LineLook =>
	place === 0 ? PLAIN_LOOK : { ...lineLook(FIRST_DASHED * place), sign: 'none' };

/** The lines of a panel for a run that is drawn faintly behind another. @param place its number */
export const ghostSeries = (
	lines: readonly SeriesLine[],
	run: DrawnRun,
	place: number
): readonly LineSeries[] =>
	lineSeries(lines, run, false).shown.map((line) => ({
		...line,
		look: ghostLook(place),
		isFaint: true
	}));

/**
 * The lines of several runs in one chart. With one run, colours belong to lines. With more, a
 * colour belongs to a run, and its lines differ by their dashes.
 */
export function seriesOfRuns(
	lines: readonly SeriesLine[],
	runs: readonly (DrawnRun & Pick<RunSource, 'label'>)[],
	showsLive: boolean
): ShownSeries {
	const each = runs.map((run) => lineSeries(lines, run, showsLive));
	const isOne = runs.length === 1;
	const ofRun = (place: number) => (line: LineSeries, i: number) =>
		isOne
			? line
			: {
					...line,
					label: `${runs[place]?.label ?? ''}: ${line.label}`,
					color: lineColor(place),
					look: lineLook(FIRST_DASHED * i)
				};
	return {
		version: each.reduce((sum, { version }) => sum + version, 0),
		shown: each.flatMap(({ shown }, place) => shown.map(ofRun(place))),
		behind: each.flatMap(({ behind }, place) => behind.map(ofRun(place)))
	};
}
