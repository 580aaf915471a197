/** Eigenvalues, descending, and their unit vectors, each [n]. */
export interface Eigen {
	readonly values: Float64Array;
	readonly vectors: readonly Float64Array[];
}

const MOST_SWEEPS = 60;
/** Cosine between two columns below which they count as orthogonal. */
const ORTHOGONAL = 1e-14;

const dotProduct = (x: Float64Array, y: Float64Array): number => {
	let sum = 0;
	for (let i = 0; i < x.length; i++) sum += (x[i] ?? 0) * (y[i] ?? 0);
	return sum;
};

/** Rotates two columns so that they are orthogonal; says whether they were not. */
function rotate(x: Float64Array, y: Float64Array): boolean {
	const [xx, yy, xy] = [dotProduct(x, x), dotProduct(y, y), dotProduct(x, y)];
	if (Math.abs(xy) <= ORTHOGONAL * Math.sqrt(xx * yy)) return false;
	const slope = (yy - xx) / (2 * xy);
	const t = (slope < 0 ? -1 : 1) / (Math.abs(slope) + Math.sqrt(1 + slope * slope));
	const c = 1 / Math.sqrt(1 + t * t);
	for (let i = 0; i < x.length; i++) {
		const [left, right] = [x[i] ?? 0, y[i] ?? 0];
		x[i] = c * left - c * t * right;
		y[i] = c * t * left + c * right;
	}
	return true;
}

/**
 * Eigenvalues and vectors of a symmetric matrix without negative eigenvalues, by one-sided Jacobi
 * rotations (Hestenes 1958): columns are rotated in pairs until all are orthogonal; each is then an
 * eigenvalue times its vector. Some 24 n^3 operations.
 * @param matrix row-major [n, n]
 */
export function symmetricEigen(matrix: ArrayLike<number>, n: number): Eigen {
	const columns = Array.from({ length: n }, (_, j) =>
		Float64Array.from({ length: n }, (_, i) => matrix[i * n + j] ?? NaN)
	);
	for (let sweep = 0, isRotated = true; isRotated && sweep < MOST_SWEEPS; sweep++) {
		isRotated = false;
		columns.forEach((left, i) => {
			for (const right of columns.slice(i + 1)) if (rotate(left, right)) isRotated = true;
		});
	}
	const pairs = columns
		.map((column) => ({ column, value: Math.sqrt(dotProduct(column, column)) }))
		.sort((x, y) => y.value - x.value);
	return {
		values: Float64Array.from(pairs, ({ value }) => value),
		vectors: pairs.map(({ column, value }) => column.map((entry) => entry / value))
	};
}
