import { log } from '../core/portable-math.ts';

export interface SpectrumEntropy {
	readonly nats: number;
	/**
	 * Entropy divided by ln of the number of frequencies: 1 for a flat spectrum, 0 for a single
	 * line (also if there is only one frequency).
	 */
	readonly normalized: number;
}

/**
 * Shannon entropy of the shares of power over the frequencies, without the constant. It falls as a
 * few frequencies take over. NaN if all power is 0.
 * @param power by frequency, e.g. of the embedding
 */
export function spectrumEntropy(power: ArrayLike<number>): SpectrumEntropy {
	const values = Float64Array.from(power);
	const total = values.reduce((sum, value) => sum + value, 0);
	const nats = values.reduce((sum, value) => {
		const share = value / total;
		return share === 0 ? sum : sum - share * log(share);
	}, 0);
	return { nats, normalized: values.length > 1 ? nats / log(values.length) : nats };
}
