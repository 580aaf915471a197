// matmul-tile-narrow: half a tile of matmul-tile-direct, 16 x 4, for the last columns of a product
// where at most 16 are left. Goes behind matmul-product.

fn narrow_tile(product: MatmulProduct, rows: array<vec4u, 4>, columns: vec4u) {
	let r0 = rows[0] * product.left_row; let r1 = rows[1] * product.left_row;
	let r2 = rows[2] * product.left_row; let r3 = rows[3] * product.left_row;
	let c0 = columns * product.right_column;
	var l0 = vec4f(0.0); var l1 = vec4f(0.0); var l2 = vec4f(0.0); var l3 = vec4f(0.0);
	var l4 = vec4f(0.0); var l5 = vec4f(0.0); var l6 = vec4f(0.0); var l7 = vec4f(0.0);
	var l8 = vec4f(0.0); var l9 = vec4f(0.0); var l10 = vec4f(0.0); var l11 = vec4f(0.0);
	var l12 = vec4f(0.0); var l13 = vec4f(0.0); var l14 = vec4f(0.0); var l15 = vec4f(0.0);
	for (var part = 0u; part < select(product.parts, 0u, product.is_other); part++) {
		var left_at = product.left + part * product.left_part;
		var right_at = product.right + part * product.right_part;
		for (var i = 0u; i < product.k; i++) {
			let left = matmul_right(right_at + c0);
			l0 += matmul_left(left_at + r0.x) * left; l1 += matmul_left(left_at + r0.y) * left;
			l2 += matmul_left(left_at + r0.z) * left; l3 += matmul_left(left_at + r0.w) * left;
			l4 += matmul_left(left_at + r1.x) * left; l5 += matmul_left(left_at + r1.y) * left;
			l6 += matmul_left(left_at + r1.z) * left; l7 += matmul_left(left_at + r1.w) * left;
			l8 += matmul_left(left_at + r2.x) * left; l9 += matmul_left(left_at + r2.y) * left;
			l10 += matmul_left(left_at + r2.z) * left; l11 += matmul_left(left_at + r2.w) * left;
			l12 += matmul_left(left_at + r3.x) * left; l13 += matmul_left(left_at + r3.y) * left;
			l14 += matmul_left(left_at + r3.z) * left; l15 += matmul_left(left_at + r3.w) * left;
			left_at += product.left_column;
			right_at += product.right_row;
		}
	}
	for (var part = 0u; part < select(0u, product.parts, product.is_other); part++) {
		var left_at = product.left + part * product.left_part;
		var right_at = product.right + part * product.right_part;
		for (var i = 0u; i < product.k; i++) {
			let left = matmul_other(right_at + c0);
			l0 += matmul_left(left_at + r0.x) * left; l1 += matmul_left(left_at + r0.y) * left;
			l2 += matmul_left(left_at + r0.z) * left; l3 += matmul_left(left_at + r0.w) * left;
			l4 += matmul_left(left_at + r1.x) * left; l5 += matmul_left(left_at + r1.y) * left;
			l6 += matmul_left(left_at + r1.z) * left; l7 += matmul_left(left_at + r1.w) * left;
			l8 += matmul_left(left_at + r2.x) * left; l9 += matmul_left(left_at + r2.y) * left;
			l10 += matmul_left(left_at + r2.z) * left; l11 += matmul_left(left_at + r2.w) * left;
			l12 += matmul_left(left_at + r3.x) * left; l13 += matmul_left(left_at + r3.y) * left;
			l14 += matmul_left(left_at + r3.z) * left; l15 += matmul_left(left_at + r3.w) * left;
			left_at += product.left_column;
			right_at += product.right_row;
		}
	}
	var sums = array<vec4f, 16>(l0, l1, l2, l3, l4, l5, l6, l7, l8, l9, l10, l11, l12, l13, l14, l15);
	for (var r = 0u; r < 16u; r++) {
		matmul_write(product, rows[r / 4u][r % 4u], columns, sums[r]);
	}
}
