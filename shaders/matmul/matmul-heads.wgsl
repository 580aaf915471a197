// matmul-heads: y = alpha op(a) op(b) for every head and example; transposes and the order of axes
// are in the strides. y is [heads, examples, m, n], or [examples, m, heads, n] where is_rows_first.
// Sums in the order of k. dispatch: linear in (x, y) over count = heads * examples * m * n, one
// invocation an output; z is the replica. Intensity: a multiply-add for 2 loads. Of a product of 3
// x 3 scores or 3 mixed values all operands fit in the cache, so memory sees each once. Stores
// coalesce; loads of b coalesce over n unless b is transposed, those of a are shared by n
// neighbours. No workgroup memory.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	a_stride: u32,
	b_stride: u32,
	y_stride: u32,
	count: u32,
	heads: u32,
	examples: u32,
	m: u32,
	n: u32,
	k: u32,
	a_head: u32,
	a_example: u32,
	a_row: u32,
	a_column: u32,
	b_head: u32,
	b_example: u32,
	b_row: u32,
	b_column: u32,
	is_rows_first: u32,
	alpha: f32,
}

@group(0) @binding(0) var<storage, read> a: array<f32>;        // [heads, examples, m, k] by strides
@group(0) @binding(1) var<storage, read> b: array<f32>;        // [heads, examples, k, n] by strides
@group(0) @binding(2) var<storage, read_write> y: array<f32>;  // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn matmul_heads(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let column = i % params.n;
	let outer = i / params.n;
	let is_rows = params.is_rows_first == 1u;
	// The two inner axes in front of the columns: rows in examples, or heads in rows.
	let inner = outer % select(params.m, params.heads, is_rows);
	let rest = outer / select(params.m, params.heads, is_rows);
	let middle = rest % select(params.examples, params.m, is_rows);
	let first = rest / select(params.examples, params.m, is_rows);
	let head = select(first, inner, is_rows);
	let example = select(middle, first, is_rows);
	let row = select(inner, middle, is_rows);
	var a_at = workgroup.z * params.a_stride + head * params.a_head + example * params.a_example + row * params.a_row;
	var b_at = workgroup.z * params.b_stride + head * params.b_head + example * params.b_example + column * params.b_column;
	var sum = 0.0;
	for (var l = 0u; l < params.k; l++) {
		sum += a[a_at] * b[b_at];
		a_at += params.a_column;
		b_at += params.b_row;
	}
	y[workgroup.z * params.y_stride + i] = params.alpha * sum;
}
