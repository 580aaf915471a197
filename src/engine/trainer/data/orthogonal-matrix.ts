import type { Rng } from '../../core/rng.ts';

/** Subtracts from vector `i` its parts along the vectors before it, and gives it length 1. */
function orthonormalize(vectors: Float64Array, i: number, length: number): void {
	const own = vectors.subarray(i * length, (i + 1) * length);
	const dot = (other: Float64Array) =>
		own.reduce((sum, value, l) => sum + value * (other[l] ?? 0), 0);
	// Twice: the second time removes the parts that rounding has left.
	for (let pass = 0; pass < 2; pass++) {
		for (let j = 0; j < i; j++) {
			const other = vectors.subarray(j * length, (j + 1) * length);
			const part = dot(other);
			for (let l = 0; l < length; l++) own[l] = (own[l] ?? 0) - part * (other[l] ?? 0);
		}
	}
	const norm = Math.sqrt(dot(own));
	for (let l = 0; l < length; l++) own[l] = (own[l] ?? 0) / norm;
}

/**
 * A random matrix [rows, columns] with orthonormal rows, or columns where there are fewer of them:
 * normals, orthonormalized one after the other (Gram-Schmidt), which is uniform over such matrices.
 * Only + - x / and sqrt, so that every engine gives the same bits.
 */
export function orthogonalMatrix(
	rows: number,
	columns: number,
	rng: Rng
): Float64Array<ArrayBuffer> {
	const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
	const vectors = Float64Array.from({ length: count * length }, () => rng.nextNormal());
	for (let i = 0; i < count; i++) orthonormalize(vectors, i, length);
	if (rows <= columns) return vectors;
	return Float64Array.from(
		{ length: rows * columns },
		(_, at) => vectors[(at % columns) * rows + Math.floor(at / columns)] ?? 0
	);
}
