/** A point in chart coordinates. */
export interface ChartPoint {
	readonly x: number;
	readonly y: number;
}

/** The visible part of an x axis. */
export interface PixelRange {
	readonly scale: 'linear' | 'log';
	readonly min: number;
	readonly max: number;
	/** Width in device-independent pixels. */
	readonly pixels: number;
}

/** The x value at the left edge of a pixel column. */
function edgeOf({ scale, min, max, pixels }: PixelRange, column: number): number {
	const share = column / pixels;
	return scale === 'log' ? min * (max / min) ** share : min + (max - min) * share;
}

/** Indices of the smallest and the largest drawable value in `[from, to)`, in their order; one if they are the same. */
function extremes(
	values: Float64Array,
	from: number,
	to: number,
	isDrawable: (y: number) => boolean
): readonly number[] {
	let low = -1;
	let high = -1;
	for (let i = from; i < to; i += 1) {
		const y = values[i] ?? Number.NaN;
		if (Number.isNaN(y) || !isDrawable(y)) continue;
		if (low < 0 || y < (values[low] ?? 0)) low = i;
		if (high < 0 || y > (values[high] ?? 0)) high = i;
	}
	if (low < 0) return [];
	if (low === high) return [low];
	return low < high ? [low, high] : [high, low];
}

/**
 * Thins a line to at most two points per pixel column, the smallest and the largest value, in their order: no spike
 * and no cliff is lost. The abscissa is step + 1, so that step 0 exists on a log axis.
 * @param steps ascending; the first `length` entries count
 * @param isDrawable values that the axis cannot show are left out (NaN always is)
 */
export function decimate(
	steps: Float64Array,
	values: Float64Array,
	length: number,
	range: PixelRange,
	isDrawable: (y: number) => boolean
): ChartPoint[] {
	const points: ChartPoint[] = [];
	const columns = Math.max(1, Math.floor(range.pixels));
	const xAt = (i: number) => (i < length ? (steps[i] ?? 0) + 1 : Number.POSITIVE_INFINITY);
	let from = 0;
	while (xAt(from) < range.min) from += 1;
	for (let column = 1; column <= columns; column += 1) {
		const edge = column === columns ? range.max : edgeOf({ ...range, pixels: columns }, column);
		let to = from;
		while (xAt(to) <= edge) to += 1;
		for (const i of extremes(values, from, to, isDrawable)) {
			points.push({ x: xAt(i), y: values[i] ?? 0 });
		}
		from = to;
	}
	return points;
}
