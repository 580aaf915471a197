import type { Bar } from './bar-chart.ts';

/** NaN counts as strongest, so that it is not hidden. */
const isStronger = (power: number, than: number): boolean =>
	!Number.isNaN(than) && (Number.isNaN(power) || power > than);

/**
 * Bars of a power spectrum; a bar is the norm, the square root of the power. If there are more
 * frequencies than `maxBars`, neighbours share a bar that shows the strongest of them, so that key
 * frequencies and non-finite values stay visible.
 * @param power entry i for frequency i + 1
 * @param emphasisOf emphasis of a key frequency
 */
export function spectrumBars(
	power: Float64Array,
	keyFrequencies: readonly number[],
	maxBars: number,
	emphasisOf: (frequency: number) => number = () => 1
): Bar[] {
	const perBar = Math.max(1, Math.ceil(power.length / maxBars));
	const keys = new Set(keyFrequencies);
	const bars: Bar[] = [];
	for (let start = 0; start < power.length; start += perBar) {
		let best = start;
		for (let i = start; i < Math.min(start + perBar, power.length); i += 1) {
			if (isStronger(power[i] ?? Number.NaN, power[best] ?? Number.NaN)) best = i;
		}
		const number = best + 1;
		const emphasis = keys.has(number) ? emphasisOf(number) : 0;
		bars.push({ number, value: Math.sqrt(power[best] ?? 0), emphasis });
	}
	return bars;
}

/**
 * Share of the total power in the `count` strongest frequencies, from 0 to 1; NaN if the total is
 * 0.
 */
export function strongestShare(power: Float64Array, count: number): number {
	const sorted = power.toSorted().reverse();
	const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
	return sum(sorted.subarray(0, count)) / sum(sorted);
}
