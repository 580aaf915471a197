import { centredEnergy } from './class-means.ts';
import { waveGain } from './unit-circle.ts';
import { foldRows, waveSums } from './wave-sums.ts';

/**
 * Share of the class-centred logit variance that lies in the sum directions C_k, S_k of the key
 * frequencies: the squared norm of the projection divided by that of the logits, after removing
 * per-class means from both. NaN for constant logits.
 * @param table T [order, order]: mean logit per sum and class
 * @param squares per class, sum over all pairs of L^2
 */
export function trigFraction(
	table: ArrayLike<number>,
	squares: ArrayLike<number>,
	order: number,
	frequencies: readonly number[]
): number {
	const rows = foldRows(table, order, order);
	let inside = 0;
	for (const k of frequencies) {
		const { cos, sin } = waveSums(rows, k);
		// C_k . L[c] = (sqrt(g) / n) n sum over s of cos(w_k s) T[s, c]: every sum has n pairs.
		let power = 0;
		for (let c = 0; c < order; c++) power += (cos[c] ?? 0) ** 2 + (sin[c] ?? 0) ** 2;
		inside += waveGain(order, k) * power;
	}
	return inside / centredEnergy(table, squares, order);
}
