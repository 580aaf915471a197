/**
 * Participation ratio (Σ x)² / Σ x² of what is spread over some places: n equal shares count as n,
 * one beside which the others vanish as 1.
 * @param amounts none negative, e.g. powers or squared coefficients
 * @returns NaN where all are 0, or one is no number
 */
export function participation(amounts: ArrayLike<number>): number {
	let [sum, squares] = [0, 0];
	for (let i = 0; i < amounts.length; i++) {
		const amount = amounts[i] ?? NaN;
		sum += amount;
		squares += amount * amount;
	}
	return (sum * sum) / squares;
}
