// matmul: y = alpha op(a) op(b), batched; op and broadcasting are in the strides.
// dispatch: (ceil(n / 32), ceil(m / 32) * batch, replicas), 4 x 4 invocations of 8 x 8 outputs each.
// float32 sums in the order of k.
struct Params {
	a_stride: u32,
	b_stride: u32,
	y_stride: u32,
	m: u32,
	n: u32,
	k: u32,
	a_row: u32,
	a_column: u32,
	a_batch: u32,
	b_row: u32,
	b_column: u32,
	b_batch: u32,
	row_tiles: u32,
	alpha: f32,
}

@group(0) @binding(0) var<storage, read> a: array<f32>;        // [batch, m, k] by strides
@group(0) @binding(1) var<storage, read> b: array<f32>;        // [batch, k, n] by strides
@group(0) @binding(2) var<storage, read_write> y: array<f32>;  // [batch, m, n]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(4, 4)
fn matmul(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_id) local: vec3u) {
	var tile = matmul_tile(workgroup, local);
	let y_start = workgroup.z * params.y_stride + tile.batch * params.m * params.n;
	for (var i = 0u; i < 8u && tile.row + i < params.m; i++) {
		let y_row = y_start + (tile.row + i) * params.n;
		for (var j = 0u; j < 8u && tile.column + j < params.n; j++) {
			y[y_row + tile.column + j] = matmul_tile_sum(&tile, i, j);
		}
	}
}
