/**
 * Column means of a table T [order, order] (sum, class): the mean logit of each class over all
 * pairs.
 */
export function classMeans(table: ArrayLike<number>, order: number): Float64Array {
	const means = new Float64Array(order);
	for (let s = 0; s < order; s++) {
		for (let c = 0; c < order; c++)
			means[c] = (means[c] ?? 0) + (table[s * order + c] ?? 0) / order;
	}
	return means;
}

/**
 * Sum over pairs and classes of (L[a, b, c] - mean_c)^2: the denominator of every fraction of logit
 * variance.
 * @param squares per class, sum over all order^2 pairs of L[a, b, c]^2
 */
export function centredEnergy(
	table: ArrayLike<number>,
	squares: ArrayLike<number>,
	order: number
): number {
	const means = classMeans(table, order);
	return means.reduce((sum, mean, c) => sum + (squares[c] ?? 0) - (order * mean) ** 2, 0);
}
