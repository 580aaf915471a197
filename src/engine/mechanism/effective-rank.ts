import { exp, log } from '../core/portable-math.ts';
import { gramOf } from './gram.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

/**
 * Effective rank (Roy & Vetterli 2007): exp of the entropy of the singular values as shares of
 * their sum. r for r equal ones; NaN for a matrix of zeros.
 * @param matrix row-major [rows, columns]
 */
export function effectiveRankOf(matrix: ArrayLike<number>, rows: number, columns: number): number {
	const [count, length] = rows <= columns ? [rows, columns] : [columns, rows];
	const vectors = Array.from({ length: count }, (_, i) =>
		Float64Array.from(
			{ length },
			(_, k) => (rows <= columns ? matrix[i * columns + k] : matrix[k * columns + i]) ?? NaN
		)
	);
	const singular = symmetricEigen(gramOf(vectors), count).values.map(Math.sqrt);
	const total = singular.reduce((sum, value) => sum + value, 0);
	if (!(total > 0)) return NaN;
	return exp(
		-singular.reduce((sum, value) => {
			const share = value / total;
			return share > 0 ? sum + share * log(share) : sum;
		}, 0)
	);
}
