// matmul-add: y = a b + c. a [m, k], b [k, n], c [m, n].
// dispatch: (ceil(n / 32), ceil(m / 32), replicas), 4 x 4 invocations of 8 x 8 outputs each.
// float32 sums in the order of k.
struct Params {
	a_stride: u32,
	b_stride: u32,
	c_stride: u32,
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

@group(0) @binding(0) var<storage, read> a: array<f32>;        // [m, k]
@group(0) @binding(1) var<storage, read> b: array<f32>;        // [k, n]
@group(0) @binding(2) var<storage, read> c: array<f32>;        // [m, n]
@group(0) @binding(3) var<storage, read_write> y: array<f32>;  // [m, n]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(4, 4)
fn matmul_add(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_id) local: vec3u) {
	var tile = matmul_tile(workgroup, local);
	let y_start = workgroup.z * params.y_stride;
	let c_start = workgroup.z * params.c_stride;
	for (var i = 0u; i < 8u && tile.row + i < params.m; i++) {
		let at = (tile.row + i) * params.n + tile.column;
		for (var j = 0u; j < 8u && tile.column + j < params.n; j++) {
			y[y_start + at + j] = matmul_tile_sum(&tile, i, j) + c[c_start + at + j];
		}
	}
}
