// Tiles of a product that stay in registers while k runs from first to last: every output is one
// chain of sums in the order of k. A is packed in groups [k][5], or [k][4] for a tile of four rows,
// B in panels [k][8].
//
// Ten sums, two of B, one of A and a product are as much as the 16 registers of x86-64 hold. V8 in
// Node 20 reaches 60 GFLOP/s with 5 x 8, 51 with 4 x 8 and 34 with 6 x 8 or 4 x 12. It keeps sums
// in memory, at 28 GFLOP/s, if a branch or a factor follows the loop in the same function: so a
// tile stores its sums as they are, and each of the four sizes is written out.

/** Rows of a tile, and those of a smaller one that makes up rows which five does not divide. */
export const TILE_ROWS: i32 = 5;
export const SMALL_ROWS: i32 = 4;
export const TILE_COLUMNS: i32 = 8;
/** Columns of half a tile. */
export const HALF_COLUMNS: i32 = 4;

/** Bytes of one step of k in a group of A and in a panel of B. */
const GROUP_STEP: usize = 20;
const SMALL_STEP: usize = 16;
export const PANEL_STEP: usize = 32;

function fiveByEight(a: usize, b: usize, k: i32, c: usize, rowBytes: usize): void {
	let c00 = f32x4.splat(0);
	let c01 = c00;
	let c10 = c00;
	let c11 = c00;
	let c20 = c00;
	let c21 = c00;
	let c30 = c00;
	let c31 = c00;
	let c40 = c00;
	let c41 = c00;
	for (let l = 0; l < k; l++) {
		const b0 = v128.load(b);
		const b1 = v128.load(b, 16);
		const a0 = v128.load32_splat(a);
		c00 = f32x4.add(c00, f32x4.mul(a0, b0));
		c01 = f32x4.add(c01, f32x4.mul(a0, b1));
		const a1 = v128.load32_splat(a, 4);
		c10 = f32x4.add(c10, f32x4.mul(a1, b0));
		c11 = f32x4.add(c11, f32x4.mul(a1, b1));
		const a2 = v128.load32_splat(a, 8);
		c20 = f32x4.add(c20, f32x4.mul(a2, b0));
		c21 = f32x4.add(c21, f32x4.mul(a2, b1));
		const a3 = v128.load32_splat(a, 12);
		c30 = f32x4.add(c30, f32x4.mul(a3, b0));
		c31 = f32x4.add(c31, f32x4.mul(a3, b1));
		const a4 = v128.load32_splat(a, 16);
		c40 = f32x4.add(c40, f32x4.mul(a4, b0));
		c41 = f32x4.add(c41, f32x4.mul(a4, b1));
		a += GROUP_STEP;
		b += PANEL_STEP;
	}
	v128.store(c, c00);
	v128.store(c, c01, 16);
	c += rowBytes;
	v128.store(c, c10);
	v128.store(c, c11, 16);
	c += rowBytes;
	v128.store(c, c20);
	v128.store(c, c21, 16);
	c += rowBytes;
	v128.store(c, c30);
	v128.store(c, c31, 16);
	c += rowBytes;
	v128.store(c, c40);
	v128.store(c, c41, 16);
}

function fourByEight(a: usize, b: usize, k: i32, c: usize, rowBytes: usize): void {
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
		c00 = f32x4.add(c00, f32x4.mul(a0, b0));
		c01 = f32x4.add(c01, f32x4.mul(a0, b1));
		const a1 = v128.load32_splat(a, 4);
		c10 = f32x4.add(c10, f32x4.mul(a1, b0));
		c11 = f32x4.add(c11, f32x4.mul(a1, b1));
		const a2 = v128.load32_splat(a, 8);
		c20 = f32x4.add(c20, f32x4.mul(a2, b0));
		c21 = f32x4.add(c21, f32x4.mul(a2, b1));
		const a3 = v128.load32_splat(a, 12);
		c30 = f32x4.add(c30, f32x4.mul(a3, b0));
		c31 = f32x4.add(c31, f32x4.mul(a3, b1));
		a += SMALL_STEP;
		b += PANEL_STEP;
	}
	v128.store(c, c00);
	v128.store(c, c01, 16);
	c += rowBytes;
	v128.store(c, c10);
	v128.store(c, c11, 16);
	c += rowBytes;
	v128.store(c, c20);
	v128.store(c, c21, 16);
	c += rowBytes;
	v128.store(c, c30);
	v128.store(c, c31, 16);
}

function fiveByFour(a: usize, b: usize, k: i32, c: usize, rowBytes: usize): void {
	let c00 = f32x4.splat(0);
	let c10 = c00;
	let c20 = c00;
	let c30 = c00;
	let c40 = c00;
	for (let l = 0; l < k; l++) {
		const b0 = v128.load(b);
		const a0 = v128.load32_splat(a);
		c00 = f32x4.add(c00, f32x4.mul(a0, b0));
		const a1 = v128.load32_splat(a, 4);
		c10 = f32x4.add(c10, f32x4.mul(a1, b0));
		const a2 = v128.load32_splat(a, 8);
		c20 = f32x4.add(c20, f32x4.mul(a2, b0));
		const a3 = v128.load32_splat(a, 12);
		c30 = f32x4.add(c30, f32x4.mul(a3, b0));
		const a4 = v128.load32_splat(a, 16);
		c40 = f32x4.add(c40, f32x4.mul(a4, b0));
		a += GROUP_STEP;
		b += PANEL_STEP;
	}
	v128.store(c, c00);
	c += rowBytes;
	v128.store(c, c10);
	c += rowBytes;
	v128.store(c, c20);
	c += rowBytes;
	v128.store(c, c30);
	c += rowBytes;
	v128.store(c, c40);
}

function fourByFour(a: usize, b: usize, k: i32, c: usize, rowBytes: usize): void {
	let c00 = f32x4.splat(0);
	let c10 = c00;
	let c20 = c00;
	let c30 = c00;
	for (let l = 0; l < k; l++) {
		const b0 = v128.load(b);
		const a0 = v128.load32_splat(a);
		c00 = f32x4.add(c00, f32x4.mul(a0, b0));
		const a1 = v128.load32_splat(a, 4);
		c10 = f32x4.add(c10, f32x4.mul(a1, b0));
		const a2 = v128.load32_splat(a, 8);
		c20 = f32x4.add(c20, f32x4.mul(a2, b0));
		const a3 = v128.load32_splat(a, 12);
		c30 = f32x4.add(c30, f32x4.mul(a3, b0));
		a += SMALL_STEP;
		b += PANEL_STEP;
	}
	v128.store(c, c00);
	c += rowBytes;
	v128.store(c, c10);
	c += rowBytes;
	v128.store(c, c20);
	c += rowBytes;
	v128.store(c, c30);
}

/** The sums of `rows` (5 or 4) x `columns` (8 or 4) outputs, to rows of `rowBytes`. */
export function tile(
	a: usize,
	b: usize,
	rows: i32,
	columns: i32,
	k: i32,
	to: usize,
	rowBytes: usize
): void {
	if (columns === TILE_COLUMNS) {
		if (rows === TILE_ROWS) fiveByEight(a, b, k, to, rowBytes);
		else fourByEight(a, b, k, to, rowBytes);
	} else if (rows === TILE_ROWS) fiveByFour(a, b, k, to, rowBytes);
	else fourByFour(a, b, k, to, rowBytes);
}
