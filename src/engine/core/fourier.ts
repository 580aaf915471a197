import { cos, sin } from './portable-waves.ts';

/**
 * Number of non-constant frequencies of Z_n: floor(n / 2). For even n the last one has a cosine but
 * no sine.
 */
export const frequencyCount = (order: number): number => Math.floor(order / 2);

/**
 * The orthonormal real Fourier basis of Z_n as rows [n, columns]; columns from n on are zero. Row 0
 * is constant, rows 2k - 1 and 2k are cosine and sine of frequency k; for even n the last row is
 * the alternating sign (Nanda et al. 2023, released code).
 */
export function fourierBasis(order: number, columns: number = order): Float64Array {
	const basis = new Float64Array(order * columns);
	const half = Math.sqrt(2 / order);
	const full = Math.sqrt(1 / order);
	for (let i = 0; i < order; i++) {
		basis[i] = full;
		for (let k = 1; k <= frequencyCount(order); k++) {
			// The product k i is reduced modulo n as an integer first, so that the angle stays
			// exact.
			const angle = (2 * Math.PI * ((k * i) % order)) / order;
			const isAlternating = 2 * k === order;
			basis[(2 * k - 1) * columns + i] = isAlternating
				? i % 2 === 0
					? full
					: -full
				: half * cos(angle);
			if (!isAlternating) basis[2 * k * columns + i] = half * sin(angle);
		}
	}
	return basis;
}

/**
 * Sum of cosine and sine power by frequency: entry i is frequency i + 1.
 * @param rows power by row of the Fourier basis [n]
 */
export function powerPerFrequency(rows: ArrayLike<number>): Float64Array {
	const power = new Float64Array(frequencyCount(rows.length));
	for (let k = 1; k <= power.length; k++) {
		power[k - 1] = (rows[2 * k - 1] ?? 0) + (rows[2 * k] ?? 0);
	}
	return power;
}

/**
 * Key frequencies by the rule of decisions.md: those whose share of the non-constant power is at
 * least `ratio` times the uniform share; at most `max` of them, largest first. Empty if there are
 * none.
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
