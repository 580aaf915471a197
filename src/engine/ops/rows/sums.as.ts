import { floats } from '../wasm/floats.as.ts';
import { addRow, setSum, sumOfSquares } from '../wasm/vector.as.ts';

// Sums over rows, in the order of the rows.

/** Columns in a part of a sum (column-sum.ts). */
const PART: i32 = 16;

/** `column-sum`, for a range of parts. */
export function columnSum(x: usize, y: usize, rows: i32, columns: i32, from: i32, to: i32): void {
	const first = from * PART;
	const width = min(columns, to * PART) - first;
	x += floats(first);
	y += floats(first);
	memory.fill(y, 0, floats(width));
	for (let i = 0; i < rows; i++) addRow(y, x + floats(i * columns), width);
}

/** `column-square-sum`, for a range of parts. */
export function columnSquareSum(
	x: usize,
	y: usize,
	rows: i32,
	columns: i32,
	from: i32,
	to: i32
): void {
	const first = from * PART;
	const width = min(columns, to * PART) - first;
	y += floats(first);
	memory.fill(y, 0, floats(width));
	for (let i = 0; i < rows; i++) {
		const row = x + floats(i * columns + first);
		let j = 0;
		for (; j + 4 <= width; j += 4) {
			const at = floats(j);
			const value = v128.load(row + at);
			v128.store(y + at, f32x4.add(v128.load(y + at), f32x4.mul(value, value)));
		}
		for (; j < width; j++) {
			const at = floats(j);
			const value = load<f32>(row + at);
			store<f32>(y + at, load<f32>(y + at) + value * value);
		}
	}
}

/** `segment-sum`: the rows that `order` lists for every segment of a range. */
export function segmentSum(
	x: usize,
	order: usize,
	offsets: usize,
	y: usize,
	columns: i32,
	from: i32,
	to: i32
): void {
	const rowBytes = floats(columns);
	memory.fill(y + <usize>from * rowBytes, 0, <usize>(to - from) * rowBytes);
	for (let s = from; s < to; s++) {
		const sums = y + <usize>s * rowBytes;
		const end = load<u32>(offsets + floats(s + 1));
		for (let e = load<u32>(offsets + floats(s)); e < end; e++) {
			const row = load<u32>(order + floats(e));
			addRow(sums, x + <usize>row * rowBytes, columns);
		}
	}
}

/** `gather-rows`, for a range of rows. */
export function gatherRows(
	table: usize,
	index: usize,
	y: usize,
	columns: i32,
	from: i32,
	to: i32
): void {
	const rowBytes = floats(columns);
	for (let i = from; i < to; i++) {
		const row = load<u32>(index + floats(i));
		memory.copy(y + <usize>i * rowBytes, table + <usize>row * rowBytes, rowBytes);
	}
}

/** `gather-add`, for a range of rows. */
export function gatherAdd(
	left: usize,
	right: usize,
	leftIndex: usize,
	rightIndex: usize,
	y: usize,
	columns: i32,
	from: i32,
	to: i32
): void {
	const rowBytes = floats(columns);
	for (let i = from; i < to; i++) {
		const first = left + <usize>load<u32>(leftIndex + floats(i)) * rowBytes;
		const second = right + <usize>load<u32>(rightIndex + floats(i)) * rowBytes;
		setSum(y + <usize>i * rowBytes, first, second, 1, columns);
	}
}

/**
 * One of the sums of `tensor-square-sum`. The square of the scale is applied last: in float64 no
 * square of a float is too large.
 */
export function tensorSquareSum(x: usize, y: usize, count: i32, place: i32, scale: f64): void {
	store<f32>(y + floats(place), <f32>(scale * scale * sumOfSquares(x, count)));
}
