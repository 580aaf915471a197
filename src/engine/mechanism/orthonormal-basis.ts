/**
 * Relative length below which the rest of a vector is only rounding error; one step rounds by
 * 2^-52.
 */
const DEGENERATE = 2 ** -40;

const dotProduct = (x: Float64Array, y: Float64Array): number =>
	x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0);

/**
 * An orthonormal basis of the span of some vectors, by Gram-Schmidt. It is applied twice, so that
 * the basis is orthogonal up to rounding. A vector in the span of the previous ones (or 0) adds no
 * basis vector.
 */
export function orthonormalBasis(vectors: readonly Float64Array[]): readonly Float64Array[] {
	const basis: Float64Array[] = [];
	for (const vector of vectors) {
		const whole = Math.sqrt(dotProduct(vector, vector));
		const rest = Float64Array.from(vector);
		for (const base of [...basis, ...basis]) {
			const along = dotProduct(rest, base);
			for (let i = 0; i < rest.length; i++) rest[i] = (rest[i] ?? 0) - along * (base[i] ?? 0);
		}
		const length = Math.sqrt(dotProduct(rest, rest));
		if (length > DEGENERATE * whole) basis.push(rest.map((value) => value / length));
	}
	return basis;
}
