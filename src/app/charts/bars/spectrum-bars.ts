import type { Bar } from './bar-chart.ts';

/** What is not a number stands out before all others: it must not hide behind them. */
const isStronger = (power: number, than: number): boolean =>
	!Number.isNaN(than) && (Number.isNaN(power) || power > than);

/**
 * Bars of a power spectrum: norms, the square roots of the power. With more frequencies than
 * `maxBars`, neighbours share a bar and the strongest of them is shown, so that no key frequency
 * disappears, nor a power that is not finite.
 * @param power entry i belongs to frequency i + 1
 */
export function spectrumBars(
	power: Float64Array,
	keyFrequencies: readonly number[],
	maxBars: number
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
		bars.push({ number, value: Math.sqrt(power[best] ?? 0), isHighlighted: keys.has(number) });
	}
	return bars;
}

/**
 * Share of the whole power that the `count` strongest frequencies hold, from 0 to 1; NaN for no
 * power at all.
 */
export function strongestShare(power: Float64Array, count: number): number {
	const sorted = power.toSorted().reverse();
	const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
	return sum(sorted.subarray(0, count)) / sum(sorted);
}
