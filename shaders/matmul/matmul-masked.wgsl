// matmul-masked: y = a b^T where activation > 0, else 0: the gradient in front of a ReLU. a
// [m, k], b [n, k]. dispatch: (ceil(n / tile), ceil(m / tile), replicas); the tile is that of the
// library in front: 32 straight from storage or with k split among lanes, 64 through workgroup
// memory. float32 sums in the order of k, or four such sums added. Intensity, workgroup memory and
// how loads coalesce: see the library. On top 4 bytes loaded and 4 stored an output, coalesced over
// columns: at p = 113, k = 114, half the product's own traffic.
struct Params {
	a_stride: u32,
	b_stride: u32,
	activation_stride: u32,
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
}

@group(0) @binding(0) var<storage, read> a: array<f32>;           // [m, k]
@group(0) @binding(1) var<storage, read> b: array<f32>;           // [n, k]
@group(0) @binding(2) var<storage, read> activation: array<f32>;  // [m, n]
@group(0) @binding(3) var<storage, read_write> y: array<f32>;     // [m, n]
@group(1) @binding(0) var<uniform> params: Params;

fn matmul_write(product: MatmulProduct, row: u32, columns: vec4u, value: vec4f) {
	let at = product.replica * params.y_stride + row * params.n + columns;
	let from_at = product.replica * params.activation_stride + row * params.n + columns;
	let left = vec2f(activation[from_at.x], activation[from_at.y]);
	let is_on = vec4f(left, activation[from_at.z], activation[from_at.w]) > vec4f(0.0);
	let result = select(vec4f(0.0), value, is_on);
	y[at.x] = result.x; y[at.y] = result.y; y[at.z] = result.z; y[at.w] = result.w;
}

@compute @workgroup_size(TILE_LANES_X, TILE_LANES_Y)
fn matmul_masked(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_id) local: vec3u) {
	matmul_own_tile(workgroup, local);
}
