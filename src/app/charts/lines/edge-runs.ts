import { pixelColumns, type PixelRange } from './decimate.ts';

/** On which side a value is outside an axis; `missing` if there is no value. */
export type Beyond = 'below' | 'above' | 'missing';

/** Tolerance for values that rounding took past the end of an axis. */
const SLACK = 1e-6;

/** Kinds of value axes: `loss` shows values above 0, `fraction` 0 to 1, `plain` every number. */
export type AxisKind = 'loss' | 'fraction' | 'plain';

/** On which side a value is outside an axis; undefined if the axis shows it. */
export function beyondAxis(value: number, axis: AxisKind): Beyond | undefined {
	if (Number.isNaN(value)) return 'missing';
	if (value === Number.POSITIVE_INFINITY) return 'above';
	if (value === Number.NEGATIVE_INFINITY) return 'below';
	if (axis === 'loss') return value > 0 ? undefined : 'below';
	if (axis === 'plain') return undefined;
	if (value < -SLACK) return 'below';
	return value > 1 + SLACK ? 'above' : undefined;
}

/** Consecutive entries outside an axis, from first to last step. */
export interface EdgeRun {
	readonly kind: Beyond;
	readonly from: number;
	readonly until: number;
}

interface OpenRun {
	readonly kind: Beyond;
	readonly from: number;
	until: number;
	/** Number of the pixel column of its end. */
	column: number;
	/** Index of its last entry. */
	index: number;
}

/**
 * Groups consecutive entries outside an axis into runs, for marks at the edges. Runs of one kind
 * within a pixel column are merged.
 * @param steps ascending; the first `length` entries count
 * @param beyond on which side a value is outside; undefined if the axis shows it
 */
export function edgeRuns(
	steps: Float64Array,
	values: Float64Array,
	length: number,
	range: PixelRange,
	beyond: (y: number) => Beyond | undefined
): readonly EdgeRun[] {
	const runs: OpenRun[] = [];
	const open: Partial<Record<Beyond, OpenRun>> = {};
	let column = 0;
	for (const { from, to } of pixelColumns(steps, length, range)) {
		column += 1;
		for (let index = from; index < to; index += 1) {
			const kind = beyond(values[index] ?? Number.NaN);
			if (kind === undefined) continue;
			const x = Math.max(range.min, steps[index] ?? 0);
			const last = open[kind];
			if (last !== undefined && (last.index === index - 1 || last.column === column)) {
				last.until = x;
				last.column = column;
				last.index = index;
			} else {
				const run = { kind, from: x, until: x, column, index };
				open[kind] = run;
				runs.push(run);
			}
		}
	}
	return runs.map(({ kind, from, until }) => ({ kind, from, until }));
}
