import type { AxisKind } from '../../charts/lines/edge-runs.ts';
import type { LineSeries } from '../../charts/lines/line-chart.ts';
import type { LineLook } from '../../charts/lines/line-look.ts';
import type { SeriesColor } from '../../charts/theme.ts';
import { lastIndexAtOrBelow } from '../../state/run/sorted-search.ts';
import { besideReading, readingText } from '../explain/reading-words.ts';
import type { SeriesLine } from './series-lines.ts';

/** The value of a line at a step, as legends show it. */
export interface LineReading {
	readonly label: string;
	/** Its name outside the legend. */
	readonly name: string;
	/** What the line shows, its rule and its paper. */
	readonly definition: string | undefined;
	readonly color: SeriesColor;
	readonly look: LineLook | undefined;
	readonly width: number;
	readonly text: string;
	/** Why the axis cannot show the value. */
	readonly beyond: string | undefined;
	/** Step of the value; undefined without a value. */
	readonly step: number | undefined;
}

interface Read {
	/** The lines of each run. */
	readonly lines: readonly SeriesLine[];
	/** Their values, run by run. */
	readonly shown: readonly LineSeries[];
	readonly definitions: readonly (string | undefined)[];
	readonly values: AxisKind;
	/** The values are those of this step, or of the nearest one before it. */
	readonly at: number;
	/** Whether values may still come. */
	readonly isGrowing: boolean;
}

/** Whether a line has no value up to an entry. */
const isEmpty = (values: Float64Array, index: number): boolean =>
	values.subarray(0, index + 1).every((value) => Number.isNaN(value));

/** The values of all lines at a step. */
export function readingsAt({
	lines,
	shown,
	definitions,
	values,
	at,
	isGrowing
}: Read): readonly LineReading[] {
	const isOneRun = shown.length === lines.length;
	return shown.map(({ label, color, look, width, steps, values: ys, length }, i) => {
		const index = lastIndexAtOrBelow(steps, length, at);
		const value = index < 0 ? Number.NaN : (ys[index] ?? Number.NaN);
		return {
			label,
			name: (isOneRun ? lines[i]?.description : undefined) ?? label,
			definition: definitions[i % lines.length],
			color,
			look,
			width,
			text:
				index >= 0 && Number.isNaN(value)
					? `no value${isGrowing && isEmpty(ys, index) ? ' yet' : ''}`
					: readingText(value, values),
			beyond: besideReading(value, values),
			step: steps[index]
		};
	});
}
