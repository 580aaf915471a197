// matmul-combine: y = alpha op(a) op(b) + beta c, batched; op is in the strides. dispatch: (ceil(n
// / tile), ceil(m / tile) * batch, replicas); the tile is that of the library in front: 32 straight
// from storage or with k split among lanes, 64 through workgroup memory. float32 sums in the order
// of k, or four such sums added. Intensity, workgroup memory, registers and how loads coalesce: see
// the library. On top 4 bytes loaded and 4 stored an output, coalesced over columns.
struct Params {
	a_stride: u32,
	b_stride: u32,
	c_stride: u32,
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
	beta: f32,
}

@group(0) @binding(0) var<storage, read> a: array<f32>;        // [batch, m, k] by strides
@group(0) @binding(1) var<storage, read> b: array<f32>;        // [batch, k, n] by strides
@group(0) @binding(2) var<storage, read> c: array<f32>;        // [batch, m, n]
@group(0) @binding(3) var<storage, read_write> y: array<f32>;  // [batch, m, n]
@group(1) @binding(0) var<uniform> params: Params;

fn matmul_write(product: MatmulProduct, row: u32, columns: vec4u, value: vec4f) {
	let start = (product.batch * params.m + row) * params.n;
	let at = product.replica * params.y_stride + start + columns;
	let from_at = product.replica * params.c_stride + start + columns;
	let added = vec4f(c[from_at.x], c[from_at.y], c[from_at.z], c[from_at.w]);
	let result = params.alpha * value + params.beta * added;
	y[at.x] = result.x; y[at.y] = result.y; y[at.z] = result.z; y[at.w] = result.w;
}

@compute @workgroup_size(TILE_LANES_X, TILE_LANES_Y)
fn matmul_combine(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_id) local: vec3u) {
	matmul_own_tile(workgroup, local);
}
