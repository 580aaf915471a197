import { frequencyCount } from '../core/fourier.ts';
import { LabError } from '../core/lab-error.ts';
import { unitCircle, type UnitCircle } from './unit-circle.ts';

/**
 * A table [order, columns] split along its rows into its even and odd part, each of rows 0 ..
 * floor(order / 2). Cosine sums read only the even part and sine sums only the odd one, which
 * halves the cost of a frequency.
 */
export interface FoldedRows {
	readonly order: number;
	readonly columns: number;
	readonly even: Float64Array;
	readonly odd: Float64Array;
	readonly circle: UnitCircle;
}

/**
 * Prepares a table for `waveSums`. Rows from `order` on (the "=" token) are not read.
 * @param values row-major [at least order, columns]
 * @throws LabError `internal` if the table has fewer rows
 */
export function foldRows(values: ArrayLike<number>, order: number, columns: number): FoldedRows {
	if (values.length < order * columns) {
		throw new LabError(
			'internal',
			`waves of Z_${String(order)}: expected ${String(order)} rows of ${String(columns)}, got ${String(values.length)} numbers`
		);
	}
	const rows = frequencyCount(order) + 1;
	const even = new Float64Array(rows * columns);
	const odd = new Float64Array(rows * columns);
	for (let i = 0; i < rows; i++) {
		const mirror = (order - i) % order;
		for (let j = 0; j < columns; j++) {
			const here = values[i * columns + j] ?? 0;
			const there = mirror === i ? 0 : (values[mirror * columns + j] ?? 0);
			even[i * columns + j] = here + there;
			odd[i * columns + j] = here - there;
		}
	}
	return { order, columns, even, odd, circle: unitCircle(order) };
}

/**
 * For each column j: sum over i of cos(w_k i) x[i, j], and of sin(w_k i) x[i, j]. Each [columns].
 */
export interface WaveSums {
	readonly cos: Float64Array;
	readonly sin: Float64Array;
}

/** The discrete Fourier sums of one frequency along the rows, without normalisation. */
export function waveSums({ order, columns, even, odd, circle }: FoldedRows, k: number): WaveSums {
	const cos = new Float64Array(columns);
	const sin = new Float64Array(columns);
	for (let i = 0; i <= frequencyCount(order); i++) {
		const turn = (k * i) % order;
		const [x, y] = [circle.cos[turn] ?? 0, circle.sin[turn] ?? 0];
		const start = i * columns;
		for (let j = 0; j < columns; j++) {
			cos[j] = (cos[j] ?? 0) + x * (even[start + j] ?? 0);
			sin[j] = (sin[j] ?? 0) + y * (odd[start + j] ?? 0);
		}
	}
	return { cos, sin };
}

/**
 * cos^2 + sin^2 of `waveSums` for every frequency: [floor(order / 2), columns], row i for frequency
 * i + 1.
 */
export function wavePowers(rows: FoldedRows): Float64Array {
	const powers = new Float64Array(frequencyCount(rows.order) * rows.columns);
	for (let k = 1; k <= frequencyCount(rows.order); k++) {
		const { cos, sin } = waveSums(rows, k);
		const start = (k - 1) * rows.columns;
		for (let j = 0; j < rows.columns; j++) {
			powers[start + j] = (cos[j] ?? 0) ** 2 + (sin[j] ?? 0) ** 2;
		}
	}
	return powers;
}
