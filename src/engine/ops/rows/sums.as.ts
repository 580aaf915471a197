import { floats } from '../wasm/floats.as.ts';
import { addRow, sumOfSquares } from '../wasm/vector.as.ts';

// Sums over rows, in the order of the rows.

/** `column-sum`. */
export function columnSum(x: usize, y: usize, rows: i32, columns: i32): void {
	const rowBytes = floats(columns);
	memory.fill(y, 0, rowBytes);
	for (let i = 0; i < rows; i++) addRow(y, x + <usize>i * rowBytes, columns);
}

/** `column-square-sum`. */
export function columnSquareSum(x: usize, y: usize, rows: i32, columns: i32): void {
	const rowBytes = floats(columns);
	memory.fill(y, 0, rowBytes);
	for (let i = 0; i < rows; i++) {
		const row = x + <usize>i * rowBytes;
		let j = 0;
		for (; j + 4 <= columns; j += 4) {
			const at = floats(j);
			const value = v128.load(row + at);
			v128.store(y + at, f32x4.add(v128.load(y + at), f32x4.mul(value, value)));
		}
		for (; j < columns; j++) {
			const at = floats(j);
			const value = load<f32>(row + at);
			store<f32>(y + at, load<f32>(y + at) + value * value);
		}
	}
}

/** `segment-sum`: the rows that `order` lists for every segment. */
export function segmentSum(
	x: usize,
	order: usize,
	offsets: usize,
	y: usize,
	segments: i32,
	columns: i32
): void {
	const rowBytes = floats(columns);
	memory.fill(y, 0, <usize>segments * rowBytes);
	for (let s = 0; s < segments; s++) {
		const to = y + <usize>s * rowBytes;
		const end = load<u32>(offsets + floats(s + 1));
		for (let e = load<u32>(offsets + floats(s)); e < end; e++) {
			const row = load<u32>(order + floats(e));
			addRow(to, x + <usize>row * rowBytes, columns);
		}
	}
}

/** `gather-rows`. */
export function gatherRows(table: usize, index: usize, y: usize, rows: i32, columns: i32): void {
	const rowBytes = floats(columns);
	for (let i = 0; i < rows; i++) {
		const row = load<u32>(index + floats(i));
		memory.copy(y + <usize>i * rowBytes, table + <usize>row * rowBytes, rowBytes);
	}
}

/** `gather-add`. */
export function gatherAdd(
	left: usize,
	right: usize,
	leftIndex: usize,
	rightIndex: usize,
	y: usize,
	rows: i32,
	columns: i32
): void {
	gatherRows(left, leftIndex, y, rows, columns);
	const rowBytes = floats(columns);
	for (let i = 0; i < rows; i++) {
		const row = load<u32>(rightIndex + floats(i));
		addRow(y + <usize>i * rowBytes, right + <usize>row * rowBytes, columns);
	}
}

/**
 * One of the sums of `tensor-square-sum`. The square of the scale is applied last: in float64 no
 * square of a float is too large.
 */
export function tensorSquareSum(x: usize, y: usize, count: i32, place: i32, scale: f64): void {
	store<f32>(y + floats(place), <f32>(scale * scale * sumOfSquares(x, count)));
}
