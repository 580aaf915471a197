// matmul-heads: y = alpha op(a) op(b) for every head and example; transposes and the order of axes
// are in the strides. y is [heads, examples, m, n], or [examples, m, heads, n] where is_rows_first.
// Sums in the order of k. dispatch: linear in (x, y) over count = heads * examples * m * blocks,
// blocks = ceil(n / 4): an invocation makes four outputs of a row that are `blocks` apart, which
// share the loads of a and the divisions that find its place; z is the replica. Intensity: four
// multiply-adds for 5 loads. Of a product of 3 x 3 scores or 3 mixed values all operands fit in the
// cache, so memory sees each once. Stores coalesce; loads of b coalesce over n unless b is
// transposed, those of a are shared by the blocks of a row. No workgroup memory.
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
	blocks: u32,
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
@group(0) @binding(2) var<storage, read_write> y: array<f32>;  // [heads * examples * m, n]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn matmul_heads(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let outer = i / params.blocks;
	let block = i - outer * params.blocks;
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
	let b_row = workgroup.z * params.b_stride + head * params.b_head + example * params.b_example;
	// Past the last column that one again, which is then not written.
	let columns = vec4u(block) + params.blocks * vec4u(0u, 1u, 2u, 3u);
	var b_at = b_row + min(columns, vec4u(params.n - 1u)) * params.b_column;
	var sums = vec4f(0.0);
	for (var l = 0u; l < params.k; l++) {
		sums += a[a_at] * vec4f(b[b_at.x], b[b_at.y], b[b_at.z], b[b_at.w]);
		a_at += params.a_column;
		b_at += vec4u(params.b_row);
	}
	let y_at = workgroup.z * params.y_stride + outer * params.n;
	for (var c = 0u; c < 4u; c++) {
		if (columns[c] < params.n) { y[y_at + columns[c]] = params.alpha * sums[c]; }
	}
}
