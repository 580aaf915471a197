/** Repeated measurements: the median, and the extremes as the spread, because machines are noisy in one direction. */
export interface Summary {
	readonly median: number;
	readonly low: number;
	readonly high: number;
	readonly count: number;
}

function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	const upper = sorted[middle] ?? NaN;
	return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

export function summarize(values: readonly number[]): Summary {
	return {
		median: median(values),
		low: Math.min(...values),
		high: Math.max(...values),
		count: values.length
	};
}

/** Ratios a / b of measurements made beside each other: slow moments of the machine hit both. */
export function pairedRatio(a: readonly number[], b: readonly number[]): Summary {
	return summarize(a.map((value, i) => value / (b[i] ?? NaN)));
}
