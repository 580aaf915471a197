import { centredRows, gramOf } from './gram.ts';

/** The pairs {i, j}, i <= j, of Z_n with each sum. */
function pairsBySum(n: number): readonly (readonly (readonly [number, number])[])[] {
	const bySum = Array.from({ length: n }, (): (readonly [number, number])[] => []);
	for (let i = 0; i < n; i++) {
		for (let j = i; j < n; j++) bySum[(i + j) % n]?.push([i, j]);
	}
	return bySum;
}

/**
 * Share of parallelograms (representation quality index, Liu et al. 2022): of all two pairs of Z_n
 * with i + j = k + l, those with |E_i + E_j - E_k - E_l| at most `tolerance` times the root mean
 * square distance of the rows from their mean. NaN where all rows are equal.
 * @param rows of the embedding in the order of the elements
 */
export function parallelogramShare(rows: readonly Float64Array[], tolerance: number): number {
	const n = rows.length;
	const gram = gramOf(centredRows(rows));
	const at = (i: number, j: number) => gram[i * n + j] ?? NaN;
	const spread = rows.reduce((sum, _, i) => sum + at(i, i), 0) / n;
	if (!(spread > 0)) return NaN;
	const most = tolerance ** 2 * spread;
	let [found, possible] = [0, 0];
	for (const pairs of pairsBySum(n)) {
		const squares = pairs.map(([i, j]) => at(i, i) + at(j, j) + 2 * at(i, j));
		pairs.forEach(([i, j], x) => {
			for (let y = 0; y < x; y++) {
				const [k, l] = pairs[y] ?? [0, 0];
				const both = at(i, k) + at(i, l) + at(j, k) + at(j, l);
				possible++;
				if ((squares[x] ?? NaN) + (squares[y] ?? NaN) - 2 * both <= most) found++;
			}
		});
	}
	return found / possible;
}
