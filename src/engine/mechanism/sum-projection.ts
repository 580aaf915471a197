import { classMeans } from './class-means.ts';
import { waveGain, unitCircle } from './unit-circle.ts';
import { foldRows, waveSums } from './wave-sums.ts';

/**
 * The part of the logits in the sum directions of some frequencies: sum over k of (C_k C_k^T + S_k
 * S_k^T) L with the unit vectors C_k ~ cos(w_k (ca a + cb b)) and S_k ~ sin(...) over all pairs. It
 * depends on the sum alone, and is, with the table T[s, c] of mean logits per sum, (2 / n) sum over
 * s' of cos(w_k (s - s')) T[s', c]; for k = n / 2 with 1 in place of 2 (science.md 1.8). Excluded
 * logits are L[a, b, c] minus this value at s(a, b) (Nanda et al. 2023, section 5.1, released
 * code).
 * @param table T [order, order]: sum, class
 * @returns [order, order]: sum, class
 */
export function projectOnSums(
	table: ArrayLike<number>,
	order: number,
	frequencies: readonly number[]
): Float64Array {
	const projected = new Float64Array(order * order);
	const rows = foldRows(table, order, order);
	const circle = unitCircle(order);
	for (const k of frequencies) {
		const { cos, sin } = waveSums(rows, k);
		const scale = waveGain(order, k) / order;
		for (let s = 0; s < order; s++) {
			const turn = (k * s) % order;
			const [x, y] = [scale * (circle.cos[turn] ?? 0), scale * (circle.sin[turn] ?? 0)];
			for (let c = 0; c < order; c++) {
				projected[s * order + c] =
					(projected[s * order + c] ?? 0) + x * (cos[c] ?? 0) + y * (sin[c] ?? 0);
			}
		}
	}
	return projected;
}

/**
 * Restricted logits: only the sum directions of the key frequencies and the per-class mean (Nanda
 * et al. 2023, section 5.1; the released code adds the mean of the removed part, which is the
 * same).
 * @param table T [order, order]: mean logit per sum and class
 * @returns [order, order]: sum, class
 */
export function restrictedLogits(
	table: ArrayLike<number>,
	order: number,
	frequencies: readonly number[]
): Float64Array {
	const logits = projectOnSums(table, order, frequencies);
	const means = classMeans(table, order);
	for (let i = 0; i < logits.length; i++) logits[i] = (logits[i] ?? 0) + (means[i % order] ?? 0);
	return logits;
}
