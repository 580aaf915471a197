import { floats } from './floats.as.ts';
import { PANEL_STEP, TILE_COLUMNS } from './tile.as.ts';

// Operands of a product as its tiles read them: B in panels of 8 columns, A in groups of 5 or 4
// rows, padded with zeros.

/** Up to eight columns of B by strides into [k][8]. */
export function packPanel(b: usize, row: i32, column: i32, width: i32, k: i32, to: usize): void {
	const step = floats(row);
	if (width === TILE_COLUMNS && column === 1) {
		for (let l = 0; l < k; l++) {
			v128.store(to, v128.load(b));
			v128.store(to, v128.load(b, 16), 16);
			b += step;
			to += PANEL_STEP;
		}
		return;
	}
	for (let l = 0; l < k; l++) {
		for (let x = 0; x < TILE_COLUMNS; x++) {
			store<f32>(to + floats(x), x < width ? load<f32>(b + floats(x * column)) : 0);
		}
		b += step;
		to += PANEL_STEP;
	}
}

/** Four rows of A whose numbers lie side by side, transposed into groups: four steps at a time. */
function packRows(a: usize, rowBytes: usize, k: i32, to: usize, step: usize): void {
	let l = 0;
	for (; l + 4 <= k; l += 4) {
		const r0 = v128.load(a);
		const r1 = v128.load(a + rowBytes);
		const r2 = v128.load(a + 2 * rowBytes);
		const r3 = v128.load(a + 3 * rowBytes);
		const low01 = i32x4.shuffle(r0, r1, 0, 4, 1, 5);
		const low23 = i32x4.shuffle(r2, r3, 0, 4, 1, 5);
		const high01 = i32x4.shuffle(r0, r1, 2, 6, 3, 7);
		const high23 = i32x4.shuffle(r2, r3, 2, 6, 3, 7);
		v128.store(to, i32x4.shuffle(low01, low23, 0, 1, 4, 5));
		v128.store(to + step, i32x4.shuffle(low01, low23, 2, 3, 6, 7));
		v128.store(to + 2 * step, i32x4.shuffle(high01, high23, 0, 1, 4, 5));
		v128.store(to + 3 * step, i32x4.shuffle(high01, high23, 2, 3, 6, 7));
		a += 16;
		to += 4 * step;
	}
	for (; l < k; l++) {
		store<f32>(to, load<f32>(a));
		store<f32>(to, load<f32>(a + rowBytes), 4);
		store<f32>(to, load<f32>(a + 2 * rowBytes), 8);
		store<f32>(to, load<f32>(a + 3 * rowBytes), 12);
		a += 4;
		to += step;
	}
}

/** One row of A into its place of each step; without a row, zeros. */
function packRow(a: usize, columnBytes: usize, k: i32, to: usize, step: usize, isRow: bool): void {
	for (let l = 0; l < k; l++) {
		store<f32>(to, isRow ? load<f32>(a) : 0);
		a += columnBytes;
		to += step;
	}
}

/** Four rows of A side by side in each column, as in a transposed matrix. */
function packColumns(a: usize, columnBytes: usize, k: i32, to: usize, step: usize): void {
	for (let l = 0; l < k; l++) {
		v128.store(to, v128.load(a));
		a += columnBytes;
		to += step;
	}
}

/** `rows` rows of A by strides into [k][size]. */
export function packGroup(
	a: usize,
	row: i32,
	column: i32,
	rows: i32,
	size: i32,
	k: i32,
	to: usize
): void {
	const step = floats(size);
	const rowBytes = floats(row);
	const columnBytes = floats(column);
	let first = 0;
	if (rows >= 4 && column === 1) {
		packRows(a, rowBytes, k, to, step);
		first = 4;
	} else if (rows >= 4 && row === 1) {
		packColumns(a, columnBytes, k, to, step);
		first = 4;
	}
	for (let i = first; i < size; i++) {
		packRow(a + <usize>i * rowBytes, columnBytes, k, to + floats(i), step, i < rows);
	}
}
