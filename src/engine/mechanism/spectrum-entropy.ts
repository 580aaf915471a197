export interface SpectrumEntropy {
	readonly nats: number;
	/**
	 * Over ln of the number of frequencies: 1 for an even spectrum, 0 for a single line (also when
	 * there is only one frequency).
	 */
	readonly normalized: number;
}

/**
 * Shannon entropy of the shares of power over the frequencies, the constant left out: falls as a
 * few frequencies take over. NaN when there is no power.
 * @param power per frequency, e.g. of the embedding
 */
export function spectrumEntropy(power: ArrayLike<number>): SpectrumEntropy {
	const values = Float64Array.from(power);
	const total = values.reduce((sum, value) => sum + value, 0);
	const nats = values.reduce((sum, value) => {
		const share = value / total;
		return share === 0 ? sum : sum - share * Math.log(share);
	}, 0);
	return { nats, normalized: values.length > 1 ? nats / Math.log(values.length) : nats };
}
