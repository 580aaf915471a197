/**
 * Index of the first entry that is at least `value` among the first `length` ascending entries;
 * `length` when there is none.
 */
export function firstIndexAtOrAbove(
	ascending: Float64Array,
	length: number,
	value: number
): number {
	let low = 0;
	let high = length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((ascending[middle] ?? Number.POSITIVE_INFINITY) < value) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** Index of the last entry that is at most `value`; -1 when there is none. */
export function lastIndexAtOrBelow(ascending: Float64Array, length: number, value: number): number {
	const next = firstIndexAtOrAbove(ascending, length, value);
	return next < length && ascending[next] === value ? next : next - 1;
}
