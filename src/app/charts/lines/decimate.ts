import { stepOnAxis, type StepAxis } from './step-axis.ts';

/** A point in chart coordinates. The line breaks where y is NaN. */
export interface ChartPoint {
	readonly x: number;
	readonly y: number;
}

/** The visible part of a step axis. */
export interface PixelRange extends StepAxis {
	/** Width in device-independent pixels. */
	readonly pixels: number;
}

/** The entries `[from, to)` of a line in one pixel column. */
interface PixelColumn {
	readonly from: number;
	readonly to: number;
}

/**
 * The pixel columns of an axis from left to right, with the entries of a line in each. Empty
 * columns are skipped. The last entry before the axis belongs to the first column: it says where
 * the line comes from.
 */
export function* pixelColumns(
	steps: Float64Array,
	length: number,
	range: PixelRange
): Generator<PixelColumn> {
	const columns = Math.max(1, Math.floor(range.pixels));
	const xAt = (i: number) => (i < length ? (steps[i] ?? 0) : Number.POSITIVE_INFINITY);
	let from = 0;
	while (xAt(from + 1) <= range.min) from += 1;
	for (let column = 1; column <= columns; column += 1) {
		const edge = column === columns ? range.max : stepOnAxis(range, column / columns);
		let to = from;
		while (xAt(to) <= edge) to += 1;
		if (to > from) yield { from, to };
		from = to;
	}
}

/** An entry that is drawn, and the undrawable entries before it. */
interface Kept {
	readonly index: number;
	/** Number of undrawable entries before it. */
	readonly gaps: number;
	/** Index of the last of them. */
	readonly lastGap: number;
}

const NO_GAPS = Object.freeze({ gaps: 0, lastGap: -1 });

/**
 * The smallest and the largest drawable value of a column, in their order; one entry if they are
 * the same.
 * @param before undrawable entries up to here
 */
function extremes(
	values: Float64Array,
	{ from, to }: PixelColumn,
	before: Omit<Kept, 'index'>,
	isDrawable: (y: number) => boolean
): { readonly kept: readonly Kept[]; readonly after: Omit<Kept, 'index'> } {
	let { gaps, lastGap } = before;
	let low: Kept | undefined;
	let high: Kept | undefined;
	let [least, most] = [Number.NaN, Number.NaN];
	for (let index = from; index < to; index += 1) {
		const y = values[index] ?? Number.NaN;
		if (Number.isFinite(y) && isDrawable(y)) {
			if (!(y >= least)) [low, least] = [{ index, gaps, lastGap }, y];
			if (!(y <= most)) [high, most] = [{ index, gaps, lastGap }, y];
		} else {
			gaps += 1;
			lastGap = index;
		}
	}
	const after = { gaps, lastGap };
	if (low === undefined || high === undefined) return { kept: [], after };
	if (low.index === high.index) return { kept: [low], after };
	return { kept: low.index < high.index ? [low, high] : [high, low], after };
}

/**
 * Thins a line to at most two points per pixel column, its smallest and largest value, so that no
 * spike is lost. Undrawable entries between two points break the line, as a point with y = NaN.
 * @param steps ascending; the first `length` entries count
 * @param isDrawable whether the axis can show a value; values that are not finite never count
 */
export function decimate(
	steps: Float64Array,
	values: Float64Array,
	length: number,
	range: PixelRange,
	isDrawable: (y: number) => boolean
): ChartPoint[] {
	const points: ChartPoint[] = [];
	const xAt = (i: number) => Math.max(range.min, steps[i] ?? 0);
	let before: Omit<Kept, 'index'> = NO_GAPS;
	let last: Kept | undefined;
	for (const column of pixelColumns(steps, length, range)) {
		const { kept, after } = extremes(values, column, before, isDrawable);
		for (const point of kept) {
			const isBroken = last !== undefined && point.gaps > last.gaps;
			if (isBroken) points.push({ x: xAt(point.lastGap), y: Number.NaN });
			points.push({ x: xAt(point.index), y: values[point.index] ?? 0 });
			last = point;
		}
		before = after;
	}
	return points;
}
