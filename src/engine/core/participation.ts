/**
 * Participation ratio (Σ x)² / Σ x²: how many entries share the total. n equal entries give n; one
 * dominant entry gives 1.
 * @param amounts non-negative, e.g. powers or squared coefficients
 * @returns NaN if all amounts are 0 or one is NaN
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
