/**
 * Length, relative to the vector's own, below which a rest is what rounding left: 2^-40 of 2^-52
 * per step.
 */
const DEGENERATE = 2 ** -40;

const dotProduct = (x: Float64Array, y: Float64Array): number =>
	x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0);

/**
 * An orthonormal basis of what some vectors span, by Gram-Schmidt done twice, which keeps it
 * orthogonal to rounding. A vector that the ones before it span (or 0) gives no basis vector.
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
