// attention-mix: y[row, f] = activation(base[f] + sum over h, j of pattern[row, h, j] table[h, index[row, j], f]).
// pattern [rows, heads, context], table [heads, table_rows, columns], index [rows, context], base [columns].
// dispatch: linear in (x, y) over rows * ceil(columns / 4), 4 neighbouring columns an invocation; z is the replica.
// Intensity on a GPU: 4 multiply-adds for 5 loads, but the table (2 MB at p = 113) stays in cache; 16 registers.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	pattern_stride: u32,
	table_stride: u32,
	index_stride: u32,
	base_stride: u32,
	y_stride: u32,
	count: u32,
	heads: u32,
	context: u32,
	table_rows: u32,
	columns: u32,
	is_relu: u32,
}

@group(0) @binding(0) var<storage, read> pattern: array<f32>;  // [rows, heads, context]
@group(0) @binding(1) var<storage, read> table: array<f32>;    // [heads, table_rows, columns]
@group(0) @binding(2) var<storage, read> index: array<u32>;    // [rows, context]
@group(0) @binding(3) var<storage, read> base: array<f32>;     // [columns]
@group(0) @binding(4) var<storage, read_write> y: array<f32>;  // [rows, columns]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn attention_mix(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let blocks = (params.columns + 3u) / 4u;
	let row = i / blocks;
	let column = vec4u(i % blocks * 4u) + vec4u(0u, 1u, 2u, 3u);
	let at = min(column, vec4u(params.columns - 1u));
	let base_at = workgroup.z * params.base_stride + at;
	var sum = vec4f(base[base_at.x], base[base_at.y], base[base_at.z], base[base_at.w]);
	let pattern_start = workgroup.z * params.pattern_stride + row * params.heads * params.context;
	let index_start = workgroup.z * params.index_stride + row * params.context;
	let head_stride = params.table_rows * params.columns;
	for (var j = 0u; j < params.context; j++) {
		var from_at = workgroup.z * params.table_stride + index[index_start + j] * params.columns + at;
		var weight_at = pattern_start + j;
		for (var h = 0u; h < params.heads; h++) {
			let values = vec4f(table[from_at.x], table[from_at.y], table[from_at.z], table[from_at.w]);
			sum += pattern[weight_at] * values;
			from_at += vec4u(head_stride);
			weight_at += params.context;
		}
	}
	if (params.is_relu == 1u) { sum = max(sum, vec4f(0.0)); }
	let y_start = workgroup.z * params.y_stride + row * params.columns;
	for (var c = 0u; c < 4u && column[c] < params.columns; c++) {
		y[y_start + column[c]] = sum[c];
	}
}
