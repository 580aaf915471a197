// matmul-tile-direct: a 16 x 8 register tile of op(A) op(B) straight from storage, for software
// adapters. Goes behind matmul-tile-narrow. Loads operands by matmul_left, matmul_right and
// matmul_other, writes results by matmul_write; workgroups of 4 x 2 invocations, 32 x 32 outputs;
// neighbours load neighbouring columns. No workgroup memory: barriers cost more than loads on
// software adapters. There a load costs about as much as eight multiply-adds, so 24 loads feed 128;
// both sides of a branch are executed, but a loop without rounds costs nothing, so there is one for
// each right operand. Rows and columns past the end are the last ones again, written again with the
// same values by the same invocation.
const TILE_LANES_X = 4u;
const TILE_LANES_Y = 2u;
const TILE_ROWS = 16u;
const TILE_SIZE = 32u;

fn matmul_tile(product: MatmulProduct, tile: vec2u, local: vec3u) {
	let row = tile.x * TILE_SIZE + local.y * TILE_ROWS;
	let column = tile.y * TILE_SIZE + local.x;
	if (row >= product.m || column >= product.n) { return; }
	let four = vec4u(0u, 1u, 2u, 3u);
	let last_row = vec4u(product.m - 1u);
	let rows = array<vec4u, 4>(
		min(row + four, last_row), min(row + 4u + four, last_row),
		min(row + 8u + four, last_row), min(row + 12u + four, last_row)
	);
	// The last column that is this invocation's own.
	let last_column = vec4u(column + (product.n - 1u - column) / 4u * 4u);
	let near = min(column + 4u * four, last_column);
	if (tile.y * TILE_SIZE + 16u >= product.n) {
		narrow_tile(product, rows, near);
		return;
	}
	let far = min(column + 16u + 4u * four, last_column);
	let r0 = rows[0] * product.left_row; let r1 = rows[1] * product.left_row;
	let r2 = rows[2] * product.left_row; let r3 = rows[3] * product.left_row;
	let c0 = near * product.right_column;
	let c1 = far * product.right_column;
	var l0 = vec4f(0.0); var s0 = vec4f(0.0); var l1 = vec4f(0.0); var s1 = vec4f(0.0);
	var l2 = vec4f(0.0); var s2 = vec4f(0.0); var l3 = vec4f(0.0); var s3 = vec4f(0.0);
	var l4 = vec4f(0.0); var s4 = vec4f(0.0); var l5 = vec4f(0.0); var s5 = vec4f(0.0);
	var l6 = vec4f(0.0); var s6 = vec4f(0.0); var l7 = vec4f(0.0); var s7 = vec4f(0.0);
	var l8 = vec4f(0.0); var s8 = vec4f(0.0); var l9 = vec4f(0.0); var s9 = vec4f(0.0);
	var l10 = vec4f(0.0); var s10 = vec4f(0.0); var l11 = vec4f(0.0); var s11 = vec4f(0.0);
	var l12 = vec4f(0.0); var s12 = vec4f(0.0); var l13 = vec4f(0.0); var s13 = vec4f(0.0);
	var l14 = vec4f(0.0); var s14 = vec4f(0.0); var l15 = vec4f(0.0); var s15 = vec4f(0.0);
	for (var part = 0u; part < select(product.parts, 0u, product.is_other); part++) {
		var left_at = product.left + part * product.left_part;
		var right_at = product.right + part * product.right_part;
		for (var i = 0u; i < product.k; i++) {
			let left = matmul_right(right_at + c0);
			let right = matmul_right(right_at + c1);
			let x0 = matmul_left(left_at + r0.x); l0 += x0 * left; s0 += x0 * right;
			let x1 = matmul_left(left_at + r0.y); l1 += x1 * left; s1 += x1 * right;
			let x2 = matmul_left(left_at + r0.z); l2 += x2 * left; s2 += x2 * right;
			let x3 = matmul_left(left_at + r0.w); l3 += x3 * left; s3 += x3 * right;
			let x4 = matmul_left(left_at + r1.x); l4 += x4 * left; s4 += x4 * right;
			let x5 = matmul_left(left_at + r1.y); l5 += x5 * left; s5 += x5 * right;
			let x6 = matmul_left(left_at + r1.z); l6 += x6 * left; s6 += x6 * right;
			let x7 = matmul_left(left_at + r1.w); l7 += x7 * left; s7 += x7 * right;
			let x8 = matmul_left(left_at + r2.x); l8 += x8 * left; s8 += x8 * right;
			let x9 = matmul_left(left_at + r2.y); l9 += x9 * left; s9 += x9 * right;
			let x10 = matmul_left(left_at + r2.z); l10 += x10 * left; s10 += x10 * right;
			let x11 = matmul_left(left_at + r2.w); l11 += x11 * left; s11 += x11 * right;
			let x12 = matmul_left(left_at + r3.x); l12 += x12 * left; s12 += x12 * right;
			let x13 = matmul_left(left_at + r3.y); l13 += x13 * left; s13 += x13 * right;
			let x14 = matmul_left(left_at + r3.z); l14 += x14 * left; s14 += x14 * right;
			let x15 = matmul_left(left_at + r3.w); l15 += x15 * left; s15 += x15 * right;
			left_at += product.left_column;
			right_at += product.right_row;
		}
	}
	for (var part = 0u; part < select(0u, product.parts, product.is_other); part++) {
		var left_at = product.left + part * product.left_part;
		var right_at = product.right + part * product.right_part;
		for (var i = 0u; i < product.k; i++) {
			let left = matmul_other(right_at + c0);
			let right = matmul_other(right_at + c1);
			let x0 = matmul_left(left_at + r0.x); l0 += x0 * left; s0 += x0 * right;
			let x1 = matmul_left(left_at + r0.y); l1 += x1 * left; s1 += x1 * right;
			let x2 = matmul_left(left_at + r0.z); l2 += x2 * left; s2 += x2 * right;
			let x3 = matmul_left(left_at + r0.w); l3 += x3 * left; s3 += x3 * right;
			let x4 = matmul_left(left_at + r1.x); l4 += x4 * left; s4 += x4 * right;
			let x5 = matmul_left(left_at + r1.y); l5 += x5 * left; s5 += x5 * right;
			let x6 = matmul_left(left_at + r1.z); l6 += x6 * left; s6 += x6 * right;
			let x7 = matmul_left(left_at + r1.w); l7 += x7 * left; s7 += x7 * right;
			let x8 = matmul_left(left_at + r2.x); l8 += x8 * left; s8 += x8 * right;
			let x9 = matmul_left(left_at + r2.y); l9 += x9 * left; s9 += x9 * right;
			let x10 = matmul_left(left_at + r2.z); l10 += x10 * left; s10 += x10 * right;
			let x11 = matmul_left(left_at + r2.w); l11 += x11 * left; s11 += x11 * right;
			let x12 = matmul_left(left_at + r3.x); l12 += x12 * left; s12 += x12 * right;
			let x13 = matmul_left(left_at + r3.y); l13 += x13 * left; s13 += x13 * right;
			let x14 = matmul_left(left_at + r3.z); l14 += x14 * left; s14 += x14 * right;
			let x15 = matmul_left(left_at + r3.w); l15 += x15 * left; s15 += x15 * right;
			left_at += product.left_column;
			right_at += product.right_row;
		}
	}
	// A loop: thirty-two copies of a kernel's epilogue take a software driver seconds to compile.
	var near_sums = array<vec4f, 16>(l0, l1, l2, l3, l4, l5, l6, l7, l8, l9, l10, l11, l12, l13, l14, l15);
	var far_sums = array<vec4f, 16>(s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15);
	for (var r = 0u; r < TILE_ROWS; r++) {
		let at = min(row + r, product.m - 1u);
		matmul_write(product, at, near, near_sums[r]);
		matmul_write(product, at, far, far_sums[r]);
	}
}
