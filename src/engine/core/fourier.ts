/**
 * Number of non-constant frequencies of Z_n: floor(n / 2). For even n the last one has one
 * direction, not two.
 */
export const frequencyCount = (order: number): number => Math.floor(order / 2);

/**
 * The orthonormal real Fourier basis of Z_n as rows [n, columns], columns >= n (further ones are
 * zero): row 0 constant, rows 2k - 1 and 2k cos and sin of frequency k; for even n the last row is
 * the alternating sign (Nanda et al. 2023, released code). Only probes use it: `Math.cos` may
 * differ in its last bit between engines, and training must not.
 */
export function fourierBasis(order: number, columns: number = order): Float64Array {
	const basis = new Float64Array(order * columns);
	const half = Math.sqrt(2 / order);
	const full = Math.sqrt(1 / order);
	for (let i = 0; i < order; i++) {
		basis[i] = full;
		for (let k = 1; k <= frequencyCount(order); k++) {
			// The angle is reduced in integers first, so that large k i loses nothing.
			const angle = (2 * Math.PI * ((k * i) % order)) / order;
			const isAlternating = 2 * k === order;
			basis[(2 * k - 1) * columns + i] = isAlternating
				? i % 2 === 0
					? full
					: -full
				: half * Math.cos(angle);
			if (!isAlternating) basis[2 * k * columns + i] = half * Math.sin(angle);
		}
	}
	return basis;
}

/**
 * Adds cosine and sine power per frequency: entry i is frequency i + 1. @param rows power per basis
 * row [n]
 */
export function powerPerFrequency(rows: ArrayLike<number>): Float64Array {
	const power = new Float64Array(frequencyCount(rows.length));
	for (let k = 1; k <= power.length; k++) {
		power[k - 1] = (rows[2 * k - 1] ?? 0) + (rows[2 * k] ?? 0);
	}
	return power;
}

/**
 * Key frequencies by the rule of decisions.md: share of the non-constant power at least `ratio`
 * times the uniform share, at most `max`, largest first. Empty where none passes.
 */
export function keyFrequencies(
	power: ArrayLike<number>,
	rule: { readonly ratio: number; readonly max: number }
): readonly number[] {
	const entries = Array.from(power, (value, i) => ({ k: i + 1, value }));
	const total = entries.reduce((sum, { value }) => sum + value, 0);
	if (!(total > 0)) return [];
	return entries
		.filter(({ value }) => value > 0 && value / total >= rule.ratio / entries.length)
		.sort((a, b) => b.value - a.value || a.k - b.k)
		.slice(0, rule.max)
		.map(({ k }) => k);
}
