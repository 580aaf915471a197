// attention-mix-pattern-gradient: d_pattern[row, h, j] = sum over f of d_y[row, f] table[h, index[row, j], f].
// d_y [rows, columns], table [heads, table_rows, columns], index [rows, context], d_pattern [rows, heads, context].
// dispatch: linear in (x, y) over rows * context, all heads an invocation in blocks of 4, so that a value of d_y is
// loaded once for 4 heads; z is the replica. float32 sums in the order of f.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	d_y_stride: u32,
	table_stride: u32,
	index_stride: u32,
	d_pattern_stride: u32,
	count: u32,
	heads: u32,
	context: u32,
	table_rows: u32,
	columns: u32,
}

@group(0) @binding(0) var<storage, read> d_y: array<f32>;              // [rows, columns]
@group(0) @binding(1) var<storage, read> table: array<f32>;            // [heads, table_rows, columns]
@group(0) @binding(2) var<storage, read> index: array<u32>;            // [rows, context]
@group(0) @binding(3) var<storage, read_write> d_pattern: array<f32>;  // [rows, heads, context]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn attention_mix_pattern_gradient(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let row = i / params.context;
	let table_row = index[workgroup.z * params.index_stride + i];
	let table_start = workgroup.z * params.table_stride + table_row * params.columns;
	let d_y_start = workgroup.z * params.d_y_stride + row * params.columns;
	let head_stride = params.table_rows * params.columns;
	let last_head = params.heads - 1u;
	for (var head = 0u; head < params.heads; head += 4u) {
		let heads = min(vec4u(head) + vec4u(0u, 1u, 2u, 3u), vec4u(last_head));
		var from_at = vec4u(table_start) + heads * head_stride;
		var sum = vec4f(0.0);
		for (var f = 0u; f < params.columns; f++) {
			let values = vec4f(table[from_at.x], table[from_at.y], table[from_at.z], table[from_at.w]);
			sum += d_y[d_y_start + f] * values;
			from_at += vec4u(1u);
		}
		let result_start = workgroup.z * params.d_pattern_stride + row * params.heads * params.context + i % params.context;
		for (var h = 0u; h < 4u && head + h < params.heads; h++) {
			d_pattern[result_start + (head + h) * params.context] = sum[h];
		}
	}
}
