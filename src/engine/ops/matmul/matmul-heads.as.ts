import { floats, getFloat, setFloat } from '../wasm/floats.as.ts';
import { addScaled, dot } from '../wasm/vector.as.ts';

/** One row of a product where the columns of B lie side by side. */
function rowOfSums(
	a: usize,
	aColumn: i32,
	b: usize,
	bRow: i32,
	y: usize,
	n: i32,
	k: i32,
	alpha: f32
): void {
	memory.fill(y, 0, floats(n));
	for (let l = 0; l < k; l++) {
		addScaled(y, b + floats(l * bRow), alpha * getFloat(a, l * aColumn), n);
	}
}

/** One row of a product where the rows of B lie side by side. */
function rowOfDots(
	a: usize,
	aColumn: i32,
	b: usize,
	bColumn: i32,
	y: usize,
	n: i32,
	k: i32,
	alpha: f32
): void {
	for (let j = 0; j < n; j++) {
		const column = b + floats(j * bColumn);
		let sum: f32 = 0;
		if (aColumn === 1) sum = dot(a, column, k);
		else for (let l = 0; l < k; l++) sum += getFloat(a, l * aColumn) * getFloat(column, l);
		setFloat(y, j, alpha * sum);
	}
}

/** `matmul-heads`: many small products, one after the other, for a range of them. */
export function matmulHeads(
	a: usize,
	b: usize,
	y: usize,
	examples: i32,
	m: i32,
	n: i32,
	k: i32,
	aHead: i32,
	aExample: i32,
	aRow: i32,
	aColumn: i32,
	bHead: i32,
	bExample: i32,
	bRow: i32,
	bColumn: i32,
	yHead: i32,
	yExample: i32,
	yRow: i32,
	alpha: f32,
	from: i32,
	to: i32
): void {
	for (let i = from; i < to; i++) {
		const head = i / examples;
		const example = i % examples;
		const right = b + floats(head * bHead + example * bExample);
		for (let row = 0; row < m; row++) {
			const left = a + floats(head * aHead + example * aExample + row * aRow);
			const result = y + floats(head * yHead + example * yExample + row * yRow);
			if (bColumn === 1) rowOfSums(left, aColumn, right, bRow, result, n, k, alpha);
			else rowOfDots(left, aColumn, right, bColumn, result, n, k, alpha);
		}
	}
}
