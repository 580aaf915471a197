import { frequencyCount } from '../core/fourier.ts';
import { centredRows, gramOf } from './gram.ts';
import { symmetricEigen } from './symmetric-eigen.ts';
import { unitCircle, waveGain } from './unit-circle.ts';

/** Components that the mean is over. */
const COMPONENTS = 4;

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
	const { vectors } = symmetricEigen(gramOf(centredRows(rows)), rows.length);
	const shares = vectors.slice(0, COMPONENTS).map(largestShare);
	return shares.length < COMPONENTS
		? NaN
		: shares.reduce((sum, share) => sum + share, 0) / COMPONENTS;
}
