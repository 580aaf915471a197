// attention-mix-pattern-gradient-wide: attention-mix-pattern-gradient for GPUs, 64 lanes a row over the columns.
// d_pattern[row, h, j] = sum over f of d_y[row, f] table[h, index[row, j], f].
// d_y [rows, columns], table [heads, table_rows, columns], index [rows, context], d_pattern [rows, heads, width]: zero for context <= j.
// dispatch: one workgroup of 64 a row in (x, y); loads coalesce over f; 4 multiply-adds for 5 loads, of which the table's
// (2 MB at p = 113) hit the cache. Workgroup memory 1 KiB, 20 registers. Fixed order.
struct Params {
	d_y_stride: u32,
	table_stride: u32,
	index_stride: u32,
	d_pattern_stride: u32,
	count: u32,
	rows: u32,
	heads: u32,
	context: u32,
	width: u32,
	table_rows: u32,
	columns: u32,
}

@group(0) @binding(0) var<storage, read> d_y: array<f32>;              // [rows, columns]
@group(0) @binding(1) var<storage, read> table: array<f32>;            // [heads, table_rows, columns]
@group(0) @binding(2) var<storage, read> index: array<u32>;            // [rows, context]
@group(0) @binding(3) var<storage, read_write> d_pattern: array<f32>;  // [rows, heads, width]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(64)
fn attention_mix_pattern_gradient_wide(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let row = workgroup.y * groups.x + workgroup.x;
	if (row >= params.count) { return; }
	let head_stride = params.table_rows * params.columns;
	let d_y_start = workgroup.z * params.d_y_stride + row * params.columns;
	for (var j = 0u; j < params.width; j++) {
		let columns = select(params.columns, 0u, j >= params.context);
		let table_row = index[workgroup.z * params.index_stride + row * params.context + min(j, params.context - 1u)];
		let table_start = workgroup.z * params.table_stride + table_row * params.columns;
		for (var head = 0u; head < params.heads; head += 4u) {
			let heads = min(vec4u(head) + vec4u(0u, 1u, 2u, 3u), vec4u(params.heads - 1u)) * head_stride;
			var sum = vec4f(0.0);
			for (var f = lane; f < columns; f += 64u) {
				let at = table_start + f + heads;
				sum += d_y[d_y_start + f] * vec4f(table[at.x], table[at.y], table[at.z], table[at.w]);
			}
			let total = workgroup_sum4(lane, sum);
			if (lane < 4u && head + lane < params.heads) {
				let result_start = workgroup.z * params.d_pattern_stride + row * params.heads * params.width;
				d_pattern[result_start + (head + lane) * params.width + j] = total[lane];
			}
		}
	}
}
