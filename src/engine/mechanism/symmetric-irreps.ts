/** A permutation of 0 .. n - 1 as the list of its values. */
export type Permutation = readonly number[];

/** An irreducible orthogonal representation of S_n. */
export interface Irrep {
	/** Its partition, e.g. "3+2". */
	readonly id: string;
	readonly dimension: number;
	/** Row-major [dimension, dimension]. */
	matrix(permutation: Permutation): Float64Array;
}

/** Partitions of n into parts of at most `most`, in descending order. */
function partitions(n: number, most = n): readonly (readonly number[])[] {
	if (n === 0) return [[]];
	return Array.from({ length: Math.min(n, most) }, (_, i) => Math.min(n, most) - i).flatMap(
		(part) => partitions(n - part, part).map((rest) => [part, ...rest])
	);
}

/** Standard tableaux of a shape: the row of each of the numbers 0 .. n - 1. */
function tableaux(shape: readonly number[]): readonly (readonly number[])[] {
	const n = shape.reduce((sum, part) => sum + part, 0);
	const all: number[][] = [];
	const extend = (rows: readonly number[], filled: readonly number[]) => {
		if (rows.length === n) all.push([...rows]);
		shape.forEach((part, r) => {
			const count = filled[r] ?? 0;
			if (count >= part || (r > 0 && (filled[r - 1] ?? 0) <= count)) return;
			extend([...rows, r], filled.with(r, count + 1));
		});
	};
	extend(
		[],
		shape.map(() => 0)
	);
	return all;
}

/** Column minus row of number k in a tableau. */
const contentOf = (tableau: readonly number[], k: number): number =>
	tableau.slice(0, k).filter((row) => row === tableau[k]).length - (tableau[k] ?? 0);

/**
 * Young's orthogonal form of the exchange of i and i + 1: on a tableau, one over the difference of
 * their contents, and to the tableau with both exchanged the root of the rest.
 */
function exchange(basis: readonly (readonly number[])[], i: number): Float64Array {
	const matrix = new Float64Array(basis.length ** 2);
	const places = new Map(basis.map((tableau, t) => [tableau.join(), t] as const));
	basis.forEach((tableau, t) => {
		const distance = contentOf(tableau, i + 1) - contentOf(tableau, i);
		matrix[t * basis.length + t] = 1 / distance;
		const exchanged = tableau.with(i, tableau[i + 1] ?? 0).with(i + 1, tableau[i] ?? 0);
		const other = places.get(exchanged.join());
		if (other !== undefined && other !== t) {
			matrix[t * basis.length + other] = Math.sqrt(1 - 1 / distance ** 2);
		}
	});
	return matrix;
}

function product(x: Float64Array, y: Float64Array, n: number): Float64Array {
	return Float64Array.from({ length: n * n }, (_, at) => {
		const [i, j] = [Math.floor(at / n), at % n];
		let sum = 0;
		for (let k = 0; k < n; k++) sum += (x[i * n + k] ?? 0) * (y[k * n + j] ?? 0);
		return sum;
	});
}

function irrepOf(shape: readonly number[]): Irrep {
	const basis = tableaux(shape);
	const dimension = basis.length;
	const exchanges = new Map<number, Float64Array>();
	const known = new Map<string, Float64Array>();
	const exchangeAt = (i: number) => {
		const matrix = exchanges.get(i) ?? exchange(basis, i);
		exchanges.set(i, matrix);
		return matrix;
	};
	const matrix = (permutation: Permutation): Float64Array => {
		const found = known.get(permutation.join());
		if (found !== undefined) return found;
		const i = permutation.findIndex((value, at) => value > (permutation[at + 1] ?? Infinity));
		// Without a descent it is the identity; else it is a permutation with one inversion less,
		// after the exchange of the places i and i + 1.
		const before = permutation.with(i, permutation[i + 1] ?? 0).with(i + 1, permutation[i] ?? 0);
		const made = product(matrix(before), exchangeAt(i), dimension);
		known.set(permutation.join(), made);
		return made;
	};
	const identity = Float64Array.from({ length: dimension ** 2 }, (_, at) =>
		Number(at % (dimension + 1) === 0)
	);
	const n = shape.reduce((sum, part) => sum + part, 0);
	known.set(Array.from({ length: n }, (_, i) => i).join(), identity);
	return { id: shape.join('+'), dimension, matrix };
}

const memo = new Map<number, readonly Irrep[]>();

/** All irreducible representations of S_n, the trivial one first and the sign last. */
export function irrepsOfSymmetric(n: number): readonly Irrep[] {
	const irreps = memo.get(n) ?? partitions(n).map(irrepOf);
	memo.set(n, irreps);
	return irreps;
}

/** The trace of an irrep's matrix. */
export function characterOf({ matrix, dimension }: Irrep, permutation: Permutation): number {
	const entries = matrix(permutation);
	let trace = 0;
	for (let i = 0; i < dimension; i++) trace += entries[i * (dimension + 1)] ?? 0;
	return trace;
}
