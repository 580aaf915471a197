// matmul-operands: the one product of a kernel whose operands are bound as `a` and `b`, with its
// geometry in `params`. Goes behind a matmul-tile library, which loads operands by matmul_left and
// matmul_right.
fn matmul_left(at: u32) -> f32 { return a[at]; }
fn matmul_right(at: vec4u) -> vec4f { return vec4f(b[at.x], b[at.y], b[at.z], b[at.w]); }

// There is no other product.
fn matmul_other(at: vec4u) -> vec4f { return vec4f(0.0); }

// The tile of a workgroup; a split of k is a batch entry, the last one shorter.
fn matmul_own_tile(workgroup: vec3u, local: vec3u) {
	let batch = workgroup.y / params.row_tiles;
	let product = MatmulProduct(
		false, batch, workgroup.z,
		params.m, params.n, min(params.k, params.k_total - batch * params.k), 1u,
		workgroup.z * params.a_stride + batch * params.a_batch, params.a_row, params.a_column, 0u,
		workgroup.z * params.b_stride + batch * params.b_batch, params.b_row, params.b_column, 0u
	);
	matmul_tile(product, vec2u(workgroup.y % params.row_tiles, workgroup.x), local);
}
