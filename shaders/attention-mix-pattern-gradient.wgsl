// attention-mix-pattern-gradient: d_pattern[row, h, j] = sum over f of d_y[row, f] table[h, index[row, j], f].
// d_y [rows, columns], table [heads, table_rows, columns], index [rows, context], d_pattern [rows, heads, width]: zero for context <= j.
// dispatch: linear in (x, y) over ceil(rows / 4) * width, 4 rows x all heads (in blocks of 4) an invocation; 4
// neighbouring rows mostly share a table row, and its loads; z is the replica. float32 sums in the order of f.
override WORKGROUP_SIZE: u32 = 64u;

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

fn values_at(at: vec4u) -> vec4f {
	return vec4f(table[at.x], table[at.y], table[at.z], table[at.w]);
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn attention_mix_pattern_gradient(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let first_row = i / params.width * 4u;
	let rows = min(vec4u(first_row) + vec4u(0u, 1u, 2u, 3u), vec4u(params.rows - 1u));
	let j = i % params.width;
	let is_left_out = j >= params.context;
	let index_at = workgroup.z * params.index_stride + rows * params.context + min(j, params.context - 1u);
	let from_row = vec4u(index[index_at.x], index[index_at.y], index[index_at.z], index[index_at.w]);
	let is_shared = all(from_row == from_row.xxxx);
	let table_at = workgroup.z * params.table_stride + from_row * params.columns;
	let head_stride = params.table_rows * params.columns;
	let columns = select(params.columns, 0u, is_left_out);
	for (var head = 0u; head < params.heads; head += 4u) {
		let heads = min(vec4u(head) + vec4u(0u, 1u, 2u, 3u), vec4u(params.heads - 1u)) * head_stride;
		var d_y_at = workgroup.z * params.d_y_stride + rows * params.columns;
		var sum0 = vec4f(0.0);
		var sum1 = vec4f(0.0);
		var sum2 = vec4f(0.0);
		var sum3 = vec4f(0.0);
		for (var f = 0u; f < columns; f++) {
			let v0 = values_at(table_at.x + f + heads);
			sum0 += d_y[d_y_at.x] * v0;
			if (is_shared) {
				sum1 += d_y[d_y_at.y] * v0;
				sum2 += d_y[d_y_at.z] * v0;
				sum3 += d_y[d_y_at.w] * v0;
			} else {
				sum1 += d_y[d_y_at.y] * values_at(table_at.y + f + heads);
				sum2 += d_y[d_y_at.z] * values_at(table_at.z + f + heads);
				sum3 += d_y[d_y_at.w] * values_at(table_at.w + f + heads);
			}
			d_y_at += vec4u(1u);
		}
		let sums = array<vec4f, 4>(sum0, sum1, sum2, sum3);
		for (var r = 0u; r < 4u && first_row + r < params.rows; r++) {
			let result_start = workgroup.z * params.d_pattern_stride + (first_row + r) * params.heads * params.width + j;
			for (var h = 0u; h < 4u && head + h < params.heads; h++) {
				d_pattern[result_start + (head + h) * params.width] = select(sums[r][h], 0.0, is_left_out);
			}
		}
	}
}
