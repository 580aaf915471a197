import type { NumericArray } from '../core/tensor.ts';
import { characterOf, type Irrep, type Permutation } from './symmetric-irreps.ts';

/** From this similarity on an irrep is a key irrep (Chughtai et al. 2023). */
export const KEY_SIMILARITY = 0.005;

/** chi(g z^-1) for all elements g and z, row-major [n, n]. */
function traceTable(irrep: Irrep, elements: readonly Permutation[]): Float64Array {
	const characters = new Map(
		elements.map((element) => [element.join(), characterOf(irrep, element)] as const)
	);
	const inverses = elements.map((z) => z.map((_, i) => z.indexOf(i)));
	return Float64Array.from(
		elements.flatMap((g) =>
			inverses.map((inverse) => characters.get(inverse.map((i) => g[i]).join()) ?? NaN)
		)
	);
}

/**
 * For each irrep the inner product of the centred logits with tr(rho(x) rho(y) rho(z^-1)) over all
 * (x, y, z), divided by the squared norm n^3 of the latter.
 * @param sums of the centred logits over the pairs with each product [n, columns >= n]
 */
export function traceCoefficients(
	sums: NumericArray,
	elements: readonly Permutation[],
	irreps: readonly Irrep[]
): Float64Array {
	const n = elements.length;
	const columns = sums.length / n;
	return Float64Array.from(irreps, (irrep) => {
		const table = traceTable(irrep, elements);
		let product = 0;
		table.forEach((trace, at) => {
			product += trace * (sums[Math.floor(at / n) * columns + (at % n)] ?? NaN);
		});
		return product / n ** 3;
	});
}

/**
 * Squared norm of what each irrep's matrix entries explain of a table's rows, as a share of the
 * whole: they are orthogonal functions on the group, of squared norm n / dimension.
 * @param rows by element
 */
export function irrepShare(
	irrep: Irrep,
	elements: readonly Permutation[],
	rows: readonly Float64Array[]
): number {
	const width = rows[0]?.length ?? 0;
	const matrices = elements.map((element) => irrep.matrix(element));
	const total = rows.reduce((sum, row) => row.reduce((all, x) => all + x * x, sum), 0);
	let explained = 0;
	for (let entry = 0; entry < irrep.dimension ** 2; entry++) {
		const along = new Float64Array(width);
		rows.forEach((row, x) => {
			const weight = matrices[x]?.[entry] ?? NaN;
			for (let k = 0; k < width; k++) along[k] = (along[k] ?? 0) + weight * (row[k] ?? 0);
		});
		explained += along.reduce((sum, x) => sum + x * x, 0);
	}
	return (explained * irrep.dimension) / elements.length / total;
}
