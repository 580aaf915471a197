// The product of two matrices, from which all others are made.
//
// Tiles of 4 x 8 outputs are kept in eight registers while k runs from first to last: every output
// is one chain of sums in the order of k, whatever the sizes and however the rows are shared among
// threads. Both operands are packed into scratch memory, so that their strides do not matter: B in
// panels of 8 columns, A in groups of 4 rows, padded with zeros.

const TILE_ROWS: i32 = 4;
const TILE_COLUMNS: i32 = 8;
const PANEL_ROW_BYTES: usize = 32;
const GROUP_COLUMN_BYTES: usize = 16;
const FLOAT_BYTES_LOG2: usize = 2;

/** Bytes of `elements` floats. */
function floats(elements: i32): usize {
	return (<usize>elements) << FLOAT_BYTES_LOG2;
}

/** B [k, n] by strides into panels [ceil(n / 8)][k][8]. */
function packPanels(b: usize, row: i32, column: i32, n: i32, k: i32, to: usize): void {
	for (let j = 0; j < n; j += TILE_COLUMNS) {
		const width = min(TILE_COLUMNS, n - j);
		const start = b + floats(j * column);
		if (width === TILE_COLUMNS && column === 1) {
			for (let l = 0; l < k; l++) {
				const from = start + floats(l * row);
				v128.store(to, v128.load(from));
				v128.store(to, v128.load(from, 16), 16);
				to += PANEL_ROW_BYTES;
			}
			continue;
		}
		for (let l = 0; l < k; l++) {
			const from = start + floats(l * row);
			for (let x = 0; x < TILE_COLUMNS; x++) {
				store<f32>(to + floats(x), x < width ? load<f32>(from + floats(x * column)) : 0);
			}
			to += PANEL_ROW_BYTES;
		}
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
 * C [m, n] = alpha A B, or C += alpha A B: A [m, k] and B [k, n] by element strides of their rows
 * and columns. `scratch` holds 32 k ceil(n / 8) + 16 k + 128 bytes (matmul-kernel.ts,
 * `gemmScratch`).
 */
export function gemm(
	a: usize,
	aRow: i32,
	aColumn: i32,
	b: usize,
	bRow: i32,
	bColumn: i32,
	c: usize,
	m: i32,
	n: i32,
	k: i32,
	alpha: f32,
	isAdded: i32,
	scratch: usize
): void {
	const panels = (n + TILE_COLUMNS - 1) / TILE_COLUMNS;
	const group = scratch + <usize>(panels * k) * PANEL_ROW_BYTES;
	const whole = group + <usize>k * GROUP_COLUMN_BYTES;
	const rowBytes = floats(n);
	packPanels(b, bRow, bColumn, n, k, scratch);
	for (let i = 0; i < m; i += TILE_ROWS) {
		const rows = min(TILE_ROWS, m - i);
		packGroup(a + floats(i * aRow), aRow, aColumn, rows, k, group);
		for (let panel = 0; panel < panels; panel++) {
			const j = panel * TILE_COLUMNS;
			const columns = min(TILE_COLUMNS, n - j);
			const operand = scratch + <usize>(panel * k) * PANEL_ROW_BYTES;
			const to = c + floats(i * n + j);
			if (rows === TILE_ROWS && columns === TILE_COLUMNS) {
				tile(group, operand, k, to, rowBytes, alpha, isAdded);
			} else {
				edgeTile(group, operand, k, to, rowBytes, rows, columns, alpha, isAdded, whole);
			}
		}
	}
}
