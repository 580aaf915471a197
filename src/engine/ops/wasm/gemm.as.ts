import { floats } from './floats.as.ts';

// The product of two matrices, from which all others are made.
//
// Tiles of 4 x 8 outputs are kept in eight registers while k runs from first to last: every output
// is one chain of sums in the order of k, whatever the sizes and however the rows are divided among
// threads. Both operands are packed into scratch memory, so that their strides do not matter: B in
// panels of 8 columns, A in groups of 4 rows, padded with zeros. B is packed by a call of its own
// (`packPanels`), because every thread reads all of it.

const TILE_ROWS: i32 = 4;
const TILE_COLUMNS: i32 = 8;
const PANEL_ROW_BYTES: usize = 32;
const GROUP_COLUMN_BYTES: usize = 16;

/** Groups of four rows, of which the last may have fewer. */
export function groupsOf(rows: i32): i32 {
	return (rows + TILE_ROWS - 1) / TILE_ROWS;
}

/** Rows in front of a group of four. */
export function rowsBefore(group: i32, rows: i32): i32 {
	return min(group * TILE_ROWS, rows);
}

/** Panels of eight columns, of which the last may have fewer. */
export function panelsOf(columns: i32): i32 {
	return (columns + TILE_COLUMNS - 1) / TILE_COLUMNS;
}

/** Bytes of B [k, n] in panels. */
export function panelBytes(n: i32, k: i32): usize {
	return <usize>(panelsOf(n) * k) * PANEL_ROW_BYTES;
}

/** Up to eight columns of B by strides into [k][8]. */
function packPanel(b: usize, row: i32, column: i32, width: i32, k: i32, to: usize): void {
	const step = floats(row);
	if (width === TILE_COLUMNS && column === 1) {
		for (let l = 0; l < k; l++) {
			v128.store(to, v128.load(b));
			v128.store(to, v128.load(b, 16), 16);
			b += step;
			to += PANEL_ROW_BYTES;
		}
		return;
	}
	for (let l = 0; l < k; l++) {
		for (let x = 0; x < TILE_COLUMNS; x++) {
			store<f32>(to + floats(x), x < width ? load<f32>(b + floats(x * column)) : 0);
		}
		b += step;
		to += PANEL_ROW_BYTES;
	}
}

/**
 * B [batch, k, n] by strides into panels [batch][ceil(n / 8)][k][8]: those numbered from `from` to
 * before `to`. Entries of a batch that are parts of a split k share `kTotal` rows, and the last may
 * be shorter.
 */
export function packPanels(
	b: usize,
	row: i32,
	column: i32,
	batch: i32,
	n: i32,
	k: i32,
	kTotal: i32,
	from: i32,
	to: i32,
	packed: usize
): void {
	const panels = panelsOf(n);
	for (let part = from; part < to; part++) {
		const entry = part / panels;
		const j = (part % panels) * TILE_COLUMNS;
		const start = b + floats(entry * batch) + floats(j * column);
		const steps = min(k, kTotal - entry * k);
		const place = packed + <usize>(part * k) * PANEL_ROW_BYTES;
		packPanel(start, row, column, min(TILE_COLUMNS, n - j), steps, place);
	}
}

/** Up to four rows of A by strides into [k][4]. */
function packGroup(a: usize, row: i32, column: i32, rows: i32, k: i32, to: usize): void {
	for (let i = 0; i < TILE_ROWS; i++) {
		let at = to + floats(i);
		let from = a + floats(i * row);
		const step = floats(column);
		for (let l = 0; l < k; l++) {
			store<f32>(at, i < rows ? load<f32>(from) : 0);
			at += GROUP_COLUMN_BYTES;
			from += step;
		}
	}
}

function putRow(to: usize, first: v128, second: v128, alpha: v128, isAdded: i32): void {
	const left = f32x4.mul(first, alpha);
	const right = f32x4.mul(second, alpha);
	v128.store(to, isAdded ? f32x4.add(v128.load(to), left) : left);
	v128.store(to, isAdded ? f32x4.add(v128.load(to, 16), right) : right, 16);
}

/** One tile of 4 x 8 outputs, at rows of `rowBytes`. */
function tile(
	a: usize,
	b: usize,
	k: i32,
	c: usize,
	rowBytes: usize,
	alpha: f32,
	isAdded: i32
): void {
	let c00 = f32x4.splat(0);
	let c01 = c00;
	let c10 = c00;
	let c11 = c00;
	let c20 = c00;
	let c21 = c00;
	let c30 = c00;
	let c31 = c00;
	for (let l = 0; l < k; l++) {
		const b0 = v128.load(b);
		const b1 = v128.load(b, 16);
		const a0 = v128.load32_splat(a);
		const a1 = v128.load32_splat(a, 4);
		const a2 = v128.load32_splat(a, 8);
		const a3 = v128.load32_splat(a, 12);
		c00 = f32x4.add(c00, f32x4.mul(a0, b0));
		c01 = f32x4.add(c01, f32x4.mul(a0, b1));
		c10 = f32x4.add(c10, f32x4.mul(a1, b0));
		c11 = f32x4.add(c11, f32x4.mul(a1, b1));
		c20 = f32x4.add(c20, f32x4.mul(a2, b0));
		c21 = f32x4.add(c21, f32x4.mul(a2, b1));
		c30 = f32x4.add(c30, f32x4.mul(a3, b0));
		c31 = f32x4.add(c31, f32x4.mul(a3, b1));
		a += GROUP_COLUMN_BYTES;
		b += PANEL_ROW_BYTES;
	}
	const factor = f32x4.splat(alpha);
	putRow(c, c00, c01, factor, isAdded);
	putRow(c + rowBytes, c10, c11, factor, isAdded);
	putRow(c + 2 * rowBytes, c20, c21, factor, isAdded);
	putRow(c + 3 * rowBytes, c30, c31, factor, isAdded);
}

/** A tile at the edge: made whole beside the result, of which `rows` x `columns` are taken. */
function edgeTile(
	a: usize,
	b: usize,
	k: i32,
	c: usize,
	rowBytes: usize,
	rows: i32,
	columns: i32,
	alpha: f32,
	isAdded: i32,
	whole: usize
): void {
	tile(a, b, k, whole, PANEL_ROW_BYTES, alpha, 0);
	for (let i = 0; i < rows; i++) {
		for (let j = 0; j < columns; j++) {
			const to = c + <usize>i * rowBytes + floats(j);
			const value = load<f32>(whole + <usize>i * PANEL_ROW_BYTES + floats(j));
			store<f32>(to, isAdded ? load<f32>(to) + value : value);
		}
	}
}

/**
 * C [m, n] = alpha A B, or C += alpha A B, for the groups of four rows from `from` to before `to`:
 * A [m, k] by element strides of its rows and columns, B in panels of which each has room for
 * `room` rows. `own` holds 16 k + 128 bytes (matmul-kernel.ts, `groupBytes`).
 */
export function gemm(
	a: usize,
	aRow: i32,
	aColumn: i32,
	packed: usize,
	room: i32,
	c: usize,
	m: i32,
	n: i32,
	k: i32,
	alpha: f32,
	isAdded: i32,
	from: i32,
	to: i32,
	own: usize
): void {
	const panels = panelsOf(n);
	const whole = own + <usize>k * GROUP_COLUMN_BYTES;
	const rowBytes = floats(n);
	for (let group = from; group < to; group++) {
		const i = group * TILE_ROWS;
		const rows = min(TILE_ROWS, m - i);
		packGroup(a + floats(i * aRow), aRow, aColumn, rows, k, own);
		for (let panel = 0; panel < panels; panel++) {
			const j = panel * TILE_COLUMNS;
			const columns = min(TILE_COLUMNS, n - j);
			const operand = packed + <usize>(panel * room) * PANEL_ROW_BYTES;
			const at = c + floats(i * n + j);
			if (rows === TILE_ROWS && columns === TILE_COLUMNS) {
				tile(own, operand, k, at, rowBytes, alpha, isAdded);
			} else {
				edgeTile(own, operand, k, at, rowBytes, rows, columns, alpha, isAdded, whole);
			}
		}
	}
}
