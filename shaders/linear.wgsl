// linear: y = activation(a b + bias), one layer in one dispatch. a [m, k], b [k, n], bias [n].
// dispatch: (ceil(n / tile), ceil(m / tile), replicas); the tile is that of the library in front: 32 straight from
// storage, 64 through workgroup memory. float32 sums in the order of k.
struct Params {
	a_stride: u32,
	b_stride: u32,
	bias_stride: u32,
	y_stride: u32,
	m: u32,
	n: u32,
	k: u32,
	k_total: u32,
	a_row: u32,
	a_column: u32,
	a_batch: u32,
	b_row: u32,
	b_column: u32,
	b_batch: u32,
	row_tiles: u32,
	alpha: f32,
	is_relu: u32,
}

@group(0) @binding(0) var<storage, read> a: array<f32>;        // [m, k]
@group(0) @binding(1) var<storage, read> b: array<f32>;        // [k, n]
@group(0) @binding(2) var<storage, read> bias: array<f32>;     // [n]
@group(0) @binding(3) var<storage, read_write> y: array<f32>;  // [m, n]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(TILE_LANES, TILE_LANES)
fn linear(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_id) local: vec3u) {
	var tile = matmul_tile(workgroup, local);
	let y_start = workgroup.z * params.y_stride;
	let bias_start = workgroup.z * params.bias_stride;
	for (var i = 0u; i < TILE_SIZE && tile.row + i < params.m; i++) {
		let y_row = y_start + (tile.row + i) * params.n;
		for (var j = 0u; j < TILE_SIZE && tile.column + j < params.n; j++) {
			let sum = matmul_tile_sum(&tile, i, j) + bias[bias_start + tile.column + j];
			y[y_row + tile.column + j] = select(sum, max(sum, 0.0), params.is_relu == 1u);
		}
	}
}
