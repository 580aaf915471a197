// matmul-tile: the 4 x 4 register tile of alpha op(A) op(B) straight from storage, shared by matmul kernels.
// Expects bindings `a` and `b` and the geometry fields in `params`. No workgroup memory: barriers cost more
// than loads on software adapters. Rows and columns past the end are clamped here and not stored by the caller.
struct MatmulTile {
	row: u32,
	column: u32,
	batch: u32,
	sums: array<vec4f, 4>,
}

fn matmul_tile(workgroup: vec3u, local: vec3u) -> MatmulTile {
	let batch = workgroup.y / params.row_tiles;
	let row = (workgroup.y % params.row_tiles) * 32u + local.y * 4u;
	let column = workgroup.x * 32u + local.x * 4u;
	let a_start = workgroup.z * params.a_stride + batch * params.a_batch;
	let b_start = workgroup.z * params.b_stride + batch * params.b_batch;
	let last_row = params.m - 1u;
	let last_column = params.n - 1u;
	var a_at = a_start + vec4u(
		min(row, last_row),
		min(row + 1u, last_row),
		min(row + 2u, last_row),
		min(row + 3u, last_row)
	) * params.a_row;
	var b_at = b_start + vec4u(
		min(column, last_column),
		min(column + 1u, last_column),
		min(column + 2u, last_column),
		min(column + 3u, last_column)
	) * params.b_column;
	var sum0 = vec4f(0.0);
	var sum1 = vec4f(0.0);
	var sum2 = vec4f(0.0);
	var sum3 = vec4f(0.0);
	for (var l = 0u; l < params.k; l++) {
		let right = vec4f(b[b_at.x], b[b_at.y], b[b_at.z], b[b_at.w]);
		sum0 += a[a_at.x] * right;
		sum1 += a[a_at.y] * right;
		sum2 += a[a_at.z] * right;
		sum3 += a[a_at.w] * right;
		a_at += vec4u(params.a_column);
		b_at += vec4u(params.b_row);
	}
	let scale = params.alpha;
	return MatmulTile(row, column, batch, array<vec4f, 4>(sum0 * scale, sum1 * scale, sum2 * scale, sum3 * scale));
}
