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
	let i = 0;
	while (i < length && (steps[i] ?? 0) + 1 < range.min) i += 1;
	for (let column = 0; column < columns && i < length; column += 1) {
		const edge = column === columns - 1 ? range.max : edgeOf({ ...range, pixels: columns }, column + 1);
		let low = -1;
		let high = -1;
		for (; i < length && (steps[i] ?? 0) + 1 <= edge; i += 1) {
			const y = values[i] ?? Number.NaN;
			if (Number.isNaN(y) || !isDrawable(y)) continue;
			if (low < 0 || y < (values[low] ?? 0)) low = i;
			if (high < 0 || y > (values[high] ?? 0)) high = i;
		}
		for (const index of low === high ? [low] : [Math.min(low, high), Math.max(low, high)]) {
			if (index >= 0) points.push({ x: (steps[index] ?? 0) + 1, y: values[index] ?? 0 });
		}
	}
	return points;
}
