// attention-mix: y[row, f] = activation(base[f] + sum over h, j of pattern[row, h, j] table[h, index[row, j], f]).
// pattern [rows, heads, width >= context], table [heads, table_rows, columns], index [rows, context], base [columns].
// dispatch: linear in (x, y) over ceil(rows / 4) * ceil(columns / 4), 4 rows x 4 columns an invocation; z is the replica.
// Rows come sorted by a, so 4 neighbours mostly share the table row of a, and always that of "=": loads are shared
// then (16 multiply-adds for 8 loads instead of 20). The table (2 MB at p = 113) stays in a GPU's cache; 30 registers.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	pattern_stride: u32,
	table_stride: u32,
	index_stride: u32,
	base_stride: u32,
	y_stride: u32,
	count: u32,
	rows: u32,
	heads: u32,
	context: u32,
	width: u32,
	table_rows: u32,
	columns: u32,
	is_relu: u32,
}

@group(0) @binding(0) var<storage, read> pattern: array<f32>;  // [rows, heads, width]
@group(0) @binding(1) var<storage, read> table: array<f32>;    // [heads, table_rows, columns]
@group(0) @binding(2) var<storage, read> index: array<u32>;    // [rows, context]
@group(0) @binding(3) var<storage, read> base: array<f32>;     // [columns]
@group(0) @binding(4) var<storage, read_write> y: array<f32>;  // [rows, columns]
@group(1) @binding(0) var<uniform> params: Params;

fn values_at(at: vec4u) -> vec4f {
	return vec4f(table[at.x], table[at.y], table[at.z], table[at.w]);
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn attention_mix(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let blocks = (params.columns + 3u) / 4u;
	let first_row = i / blocks * 4u;
	let rows = min(vec4u(first_row) + vec4u(0u, 1u, 2u, 3u), vec4u(params.rows - 1u));
	let column = vec4u(i % blocks * 4u) + vec4u(0u, 1u, 2u, 3u);
	let at = min(column, vec4u(params.columns - 1u));
	let base_at = workgroup.z * params.base_stride + at;
	var sum0 = vec4f(base[base_at.x], base[base_at.y], base[base_at.z], base[base_at.w]);
	var sum1 = sum0;
	var sum2 = sum0;
	var sum3 = sum0;
	let index_at = workgroup.z * params.index_stride + rows * params.context;
	let pattern_at = workgroup.z * params.pattern_stride + rows * params.heads * params.width;
	let table_at = workgroup.z * params.table_stride + at;
	let head_stride = params.table_rows * params.columns;
	for (var j = 0u; j < params.context; j++) {
		let from_row = vec4u(index[index_at.x + j], index[index_at.y + j], index[index_at.z + j], index[index_at.w + j]);
		let is_shared = all(from_row == from_row.xxxx);
		for (var h = 0u; h < params.heads; h++) {
			let w = pattern_at + h * params.width + j;
			let weight = vec4f(pattern[w.x], pattern[w.y], pattern[w.z], pattern[w.w]);
			let head_at = table_at + h * head_stride;
			let v0 = values_at(head_at + from_row.x * params.columns);
			sum0 += weight.x * v0;
			if (is_shared) {
				sum1 += weight.y * v0;
				sum2 += weight.z * v0;
				sum3 += weight.w * v0;
			} else {
				sum1 += weight.y * values_at(head_at + from_row.y * params.columns);
				sum2 += weight.z * values_at(head_at + from_row.z * params.columns);
				sum3 += weight.w * values_at(head_at + from_row.w * params.columns);
			}
		}
	}
	let sums = array<vec4f, 4>(sum0, sum1, sum2, sum3);
	for (var r = 0u; r < 4u && first_row + r < params.rows; r++) {
		let y_start = workgroup.z * params.y_stride + (first_row + r) * params.columns;
		let result = select(sums[r], max(sums[r], vec4f(0.0)), params.is_relu == 1u);
		for (var c = 0u; c < 4u && column[c] < params.columns; c++) {
			y[y_start + column[c]] = result[c];
		}
	}
}
