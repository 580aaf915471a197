import { pixelColumns, type PixelRange } from './decimate.ts';

/**
 * Where a value stands that an axis cannot show; `missing`: there is none, or it is not a number.
 */
export type Beyond = 'below' | 'above' | 'missing';

/** Values that are drawn on an axis though rounding took them past its end. */
const SLACK = 1e-6;

/**
 * What a value axis can show: `loss` what is above 0, `fraction` from 0 to 1, `plain` every number.
 */
export type AxisKind = 'loss' | 'fraction' | 'plain';

/** Where a value stands; undefined where the axis shows it. */
export function beyondAxis(value: number, axis: AxisKind): Beyond | undefined {
	if (Number.isNaN(value)) return 'missing';
	if (value === Number.POSITIVE_INFINITY) return 'above';
	if (value === Number.NEGATIVE_INFINITY) return 'below';
	if (axis === 'loss') return value > 0 ? undefined : 'below';
	if (axis === 'plain') return undefined;
	if (value < -SLACK) return 'below';
	return value > 1 + SLACK ? 'above' : undefined;
}

/** Entries in a row that an axis cannot show, from the first to the last in step + 1. */
export interface EdgeRun {
	readonly kind: Beyond;
	readonly from: number;
	readonly until: number;
}

interface OpenRun {
	readonly kind: Beyond;
	readonly from: number;
	until: number;
	/** Number of the pixel column in which it ends. */
	column: number;
	/** Its last entry. */
	index: number;
}

/**
 * Runs of entries that an axis cannot show, for marks at its edges: each lies in one of them. Those
 * of one kind that follow each other within a pixel column are one.
 * @param steps ascending; the first `length` entries count
 * @param beyond where a value stands, undefined where the axis shows it
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
			const x = (steps[index] ?? 0) + 1;
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
