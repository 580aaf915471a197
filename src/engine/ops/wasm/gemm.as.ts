import { floats } from './floats.as.ts';
import { packGroup, packPanel } from './pack.as.ts';
import { HALF_COLUMNS, PANEL_STEP, SMALL_ROWS, tile, TILE_COLUMNS, TILE_ROWS } from './tile.as.ts';

// The product of two matrices, from which all others are made.
//
// It is made of tiles (tile.as.ts), so every output is one chain of sums in the order of k,
// whatever the sizes and however the rows are divided among threads. Both operands are packed into
// scratch memory, so that their strides do not matter. B is packed by a call of its own
// (`packPanels`), because every thread reads all of it.

/** Groups of five rows: after those come groups of four, so that no row is computed for nothing. */
function fullGroups(rows: i32): i32 {
	const groups = groupsOf(rows);
	const missing = groups * TILE_ROWS - rows;
	// Few rows, such as seven, are not a sum of fives and fours: the last group is padded.
	return missing > groups ? groups : groups - missing;
}

/** Groups of rows: as many as if all had five. */
export function groupsOf(rows: i32): i32 {
	return (rows + TILE_ROWS - 1) / TILE_ROWS;
}

/** Rows in front of a group. */
export function rowsBefore(group: i32, rows: i32): i32 {
	const smaller = max(0, group - fullGroups(rows));
	return min(rows, group * TILE_ROWS - smaller * (TILE_ROWS - SMALL_ROWS));
}

/** Panels of eight columns, of which the last may have fewer. */
export function panelsOf(columns: i32): i32 {
	return (columns + TILE_COLUMNS - 1) / TILE_COLUMNS;
}

/** Bytes of B [k, n] in panels. */
export function panelBytes(n: i32, k: i32): usize {
	return <usize>(panelsOf(n) * k) * PANEL_STEP;
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
		const place = packed + <usize>(part * k) * PANEL_STEP;
		packPanel(start, row, column, min(TILE_COLUMNS, n - j), steps, place);
	}
}

/** Takes `rows` x `columns` sums of a tile that was made beside the result. */
function takeSums(
	sums: usize,
	c: usize,
	rowBytes: usize,
	rows: i32,
	columns: i32,
	alpha: f32,
	isAdded: i32
): void {
	const factors = f32x4.splat(alpha);
	for (let i = 0; i < rows; i++) {
		let j = 0;
		for (; j + 4 <= columns; j += 4) {
			const to = c + floats(j);
			const value = f32x4.mul(v128.load(sums + floats(j)), factors);
			v128.store(to, isAdded ? f32x4.add(v128.load(to), value) : value);
		}
		for (; j < columns; j++) {
			const to = c + floats(j);
			const value = load<f32>(sums + floats(j)) * alpha;
			store<f32>(to, isAdded ? load<f32>(to) + value : value);
		}
		sums += PANEL_STEP;
		c += rowBytes;
	}
}

/**
 * C [m, n] = alpha A B, or C += alpha A B, for the groups of rows from `from` to before `to`: A
 * [m, k] by element strides of its rows and columns, B in panels of which each has room for `room`
 * rows. `own` holds a packed group and a tile (matmul-kernel.ts, `productParts`).
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
	const full = fullGroups(m);
	const beside = own + floats(TILE_ROWS * k);
	const rowBytes = floats(n);
	const panelSize = <usize>room * PANEL_STEP;
	for (let group = from; group < to; group++) {
		const i = rowsBefore(group, m);
		const size = group < full ? TILE_ROWS : SMALL_ROWS;
		const rows = min(size, m - i);
		packGroup(a + floats(i * aRow), aRow, aColumn, rows, size, k, own);
		const isWhole = !isAdded && alpha === 1 && rows === size;
		let at = c + floats(i * n);
		let panel = packed;
		for (let left = n; left > 0; left -= TILE_COLUMNS) {
			// Half a tile has room for the columns that are left.
			const width = left > HALF_COLUMNS ? TILE_COLUMNS : HALF_COLUMNS;
			if (isWhole && left >= width) tile(own, panel, size, width, k, at, rowBytes);
			else {
				tile(own, panel, size, width, k, beside, PANEL_STEP);
				takeSums(beside, at, rowBytes, rows, min(left, width), alpha, isAdded);
			}
			at += PANEL_STEP;
			panel += panelSize;
		}
	}
}
