/**
 * Gini coefficient of non-negative numbers (Hurley & Rickard 2009): with x ascending, sum of (2i -
 * n - 1) x_i over n sum of x; 0 for equal numbers, (n - 1) / n if all but one are 0. NaN if all are
 * 0.
 */
export function gini(values: ArrayLike<number>): number {
	const ascending = Float64Array.from(values).sort();
	const count = ascending.length;
	let [weighted, total] = [0, 0];
	ascending.forEach((value, i) => {
		weighted += (2 * (i + 1) - count - 1) * value;
		total += value;
	});
	return weighted / (count * total);
}

/**
 * Gini coefficient of the norms of a matrix's Fourier components, with sine and cosine separate and
 * without the constant (Nanda et al. 2023, section 5.2; the paper does not say whether it merges
 * sine and cosine).
 * @param rowEnergies squared norm by Fourier basis row [order], the constant first
 */
export function spectrumGini(rowEnergies: ArrayLike<number>): number {
	return gini(Float64Array.from(rowEnergies, Math.sqrt).subarray(1));
}
