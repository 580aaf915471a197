import { waveGain } from './unit-circle.ts';
import { foldRows, wavePowers } from './wave-sums.ts';

/**
 * For each frequency, the norm of a matrix's Fourier components along its row index, cosine and
 * sine and all columns together, in the basis of `fourierBasis` (Nanda et al. 2023, figure 3).
 * Without the constant.
 * @param values row-major [at least order, columns]; rows from `order` on are not read
 * @returns [floor(order / 2)], entry i for frequency i + 1, in the units of the values
 */
export function rowSpectrum(
	values: ArrayLike<number>,
	order: number,
	columns: number
): Float64Array {
	const powers = wavePowers(foldRows(values, order, columns));
	return Float64Array.from({ length: powers.length / columns }, (_, i) => {
		const row = powers.subarray(i * columns, (i + 1) * columns);
		const power = row.reduce((sum, value) => sum + value, 0);
		return Math.sqrt((waveGain(order, i + 1) * power) / order);
	});
}
