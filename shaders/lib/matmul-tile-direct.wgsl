// matmul-tile-direct: an 8 x 8 register tile of alpha op(A) op(B) straight from storage, for software adapters.
// Expects bindings `a` and `b` and the geometry fields in `params`; workgroups of 4 x 4 invocations, 32 x 32 outputs.
// No workgroup memory: barriers cost more than loads on software adapters. 16 loads feed 64 multiply-adds; on
// SwiftShader 1.7 times the rate of a 4 x 4 tile. Rows and columns past the end are clamped and not stored.
const TILE_LANES = 4u;
const TILE_SIZE = 8u;

struct MatmulTile {
	row: u32,
	column: u32,
	batch: u32,
	left: array<vec4f, 8>,
	right: array<vec4f, 8>,
}

fn matmul_tile(workgroup: vec3u, local: vec3u) -> MatmulTile {
	let batch = workgroup.y / params.row_tiles;
	let row = (workgroup.y % params.row_tiles) * 32u + local.y * 8u;
	let column = workgroup.x * 32u + local.x * 8u;
	var a_at = workgroup.z * params.a_stride + batch * params.a_batch;
	var b_at = workgroup.z * params.b_stride + batch * params.b_batch;
	let last_row = params.m - 1u;
	let last_column = params.n - 1u;
	let a0 = min(row + 0u, last_row) * params.a_row;
	let a1 = min(row + 1u, last_row) * params.a_row;
	let a2 = min(row + 2u, last_row) * params.a_row;
	let a3 = min(row + 3u, last_row) * params.a_row;
	let a4 = min(row + 4u, last_row) * params.a_row;
	let a5 = min(row + 5u, last_row) * params.a_row;
	let a6 = min(row + 6u, last_row) * params.a_row;
	let a7 = min(row + 7u, last_row) * params.a_row;
	let b0 = min(column + 0u, last_column) * params.b_column;
	let b1 = min(column + 1u, last_column) * params.b_column;
	let b2 = min(column + 2u, last_column) * params.b_column;
	let b3 = min(column + 3u, last_column) * params.b_column;
	let b4 = min(column + 4u, last_column) * params.b_column;
	let b5 = min(column + 5u, last_column) * params.b_column;
	let b6 = min(column + 6u, last_column) * params.b_column;
	let b7 = min(column + 7u, last_column) * params.b_column;
	var l0 = vec4f(0.0);
	var r0 = vec4f(0.0);
	var l1 = vec4f(0.0);
	var r1 = vec4f(0.0);
	var l2 = vec4f(0.0);
	var r2 = vec4f(0.0);
	var l3 = vec4f(0.0);
	var r3 = vec4f(0.0);
	var l4 = vec4f(0.0);
	var r4 = vec4f(0.0);
	var l5 = vec4f(0.0);
	var r5 = vec4f(0.0);
	var l6 = vec4f(0.0);
	var r6 = vec4f(0.0);
	var l7 = vec4f(0.0);
	var r7 = vec4f(0.0);
	let steps = min(params.k, params.k_total - batch * params.k);
	for (var l = 0u; l < steps; l++) {
		let left = vec4f(b[b_at + b0], b[b_at + b1], b[b_at + b2], b[b_at + b3]);
		let right = vec4f(b[b_at + b4], b[b_at + b5], b[b_at + b6], b[b_at + b7]);
		let x0 = a[a_at + a0];
		l0 += x0 * left;
		r0 += x0 * right;
		let x1 = a[a_at + a1];
		l1 += x1 * left;
		r1 += x1 * right;
		let x2 = a[a_at + a2];
		l2 += x2 * left;
		r2 += x2 * right;
		let x3 = a[a_at + a3];
		l3 += x3 * left;
		r3 += x3 * right;
		let x4 = a[a_at + a4];
		l4 += x4 * left;
		r4 += x4 * right;
		let x5 = a[a_at + a5];
		l5 += x5 * left;
		r5 += x5 * right;
		let x6 = a[a_at + a6];
		l6 += x6 * left;
		r6 += x6 * right;
		let x7 = a[a_at + a7];
		l7 += x7 * left;
		r7 += x7 * right;
		a_at += params.a_column;
		b_at += params.b_row;
	}
	let s = params.alpha;
	return MatmulTile(
		row, column, batch,
		array<vec4f, 8>(l0 * s, l1 * s, l2 * s, l3 * s, l4 * s, l5 * s, l6 * s, l7 * s),
		array<vec4f, 8>(r0 * s, r1 * s, r2 * s, r3 * s, r4 * s, r5 * s, r6 * s, r7 * s)
	);
}

// Column j of row i of a tile, j < 8.
fn matmul_tile_sum(tile: ptr<function, MatmulTile>, i: u32, j: u32) -> f32 {
	if (j < 4u) { return (*tile).left[i][j]; }
	return (*tile).right[i][j - 4u];
}
