import { frequencyCount } from '../core/fourier.ts';
import { symmetricEigen } from './symmetric-eigen.ts';
import { unitCircle, waveGain } from './unit-circle.ts';

/** Components that the mean is over. */
const COMPONENTS = 4;

const centred = (rows: readonly Float64Array[]): readonly Float64Array[] => {
	const width = rows[0]?.length ?? 0;
	const mean = Float64Array.from(
		{ length: width },
		(_, k) => rows.reduce((sum, row) => sum + (row[k] ?? 0), 0) / rows.length
	);
	return rows.map((row) => row.map((value, k) => value - (mean[k] ?? 0)));
};

/** Inner products of all rows, row-major [rows, rows]. */
function gramOf(rows: readonly Float64Array[]): Float64Array {
	const gram = new Float64Array(rows.length ** 2);
	rows.forEach((x, i) => {
		rows.slice(0, i + 1).forEach((y, j) => {
			const product = x.reduce((sum, value, k) => sum + value * (y[k] ?? 0), 0);
			gram[i * rows.length + j] = product;
			gram[j * rows.length + i] = product;
		});
	});
	return gram;
}

/** The largest share of a unit vector's square that one frequency has. */
function largestShare(vector: Float64Array): number {
	const n = vector.length;
	const circle = unitCircle(n);
	let largest = 0;
	for (let k = 1; k <= frequencyCount(n); k++) {
		let [x, y] = [0, 0];
		vector.forEach((value, t) => {
			x += value * (circle.cos[(k * t) % n] ?? 0);
			y += value * (circle.sin[(k * t) % n] ?? 0);
		});
		largest = Math.max(largest, (waveGain(n, k) * (x * x + y * y)) / n);
	}
	return largest;
}

/**
 * Circularity (Zhong et al. 2023): the mean over the first four principal components of an
 * embedding, as unit vectors over the elements of Z_n, of the largest share that one frequency has.
 * NaN where the embedding has fewer components.
 * @param rows of the embedding in the order of the elements
 */
export function circularityOf(rows: readonly Float64Array[]): number {
	const { vectors } = symmetricEigen(gramOf(centred(rows)), rows.length);
	const shares = vectors.slice(0, COMPONENTS).map(largestShare);
	return shares.length < COMPONENTS
		? NaN
		: shares.reduce((sum, share) => sum + share, 0) / COMPONENTS;
}
