// attention-mix-table-gradient: d_table[h, t, f] = sum over entries e = (row, j) that point at table row t of
// pattern[row, h, j] d_y[row, f], in the order of `order` (no atomics).
// d_y [rows, columns], pattern [rows, heads, width], order [rows * context], offsets [table_rows + 1].
// dispatch: linear in (x, y) over head blocks * table_rows * ceil(columns / 4): 4 heads x 4 columns an invocation,
// 16 multiply-adds for 9 loads; z is the replica.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	d_y_stride: u32,
	pattern_stride: u32,
	order_stride: u32,
	offsets_stride: u32,
	d_table_stride: u32,
	count: u32,
	heads: u32,
	context: u32,
	width: u32,
	table_rows: u32,
	columns: u32,
}

@group(0) @binding(0) var<storage, read> d_y: array<f32>;            // [rows, columns]
@group(0) @binding(1) var<storage, read> pattern: array<f32>;        // [rows, heads, width]
@group(0) @binding(2) var<storage, read> order: array<u32>;          // [rows * context]
@group(0) @binding(3) var<storage, read> offsets: array<u32>;        // [table_rows + 1]
@group(0) @binding(4) var<storage, read_write> d_table: array<f32>;  // [heads, table_rows, columns]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn attention_mix_table_gradient(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let blocks = (params.columns + 3u) / 4u;
	let column = vec4u(i % blocks * 4u) + vec4u(0u, 1u, 2u, 3u);
	let table_row = (i / blocks) % params.table_rows;
	let head = i / (blocks * params.table_rows) * 4u;
	let last = vec4u(params.heads - 1u);
	let heads = min(vec4u(head) + vec4u(0u, 1u, 2u, 3u), last) * params.width;
	let d_y_at = workgroup.z * params.d_y_stride + min(column, vec4u(params.columns - 1u));
	let order_start = workgroup.z * params.order_stride;
	let offsets_at = workgroup.z * params.offsets_stride + table_row;
	var sum0 = vec4f(0.0);
	var sum1 = vec4f(0.0);
	var sum2 = vec4f(0.0);
	var sum3 = vec4f(0.0);
	for (var e = offsets[offsets_at]; e < offsets[offsets_at + 1u]; e++) {
		let entry = order[order_start + e];
		let row = entry / params.context;
		let at = d_y_at + row * params.columns;
		let values = vec4f(d_y[at.x], d_y[at.y], d_y[at.z], d_y[at.w]);
		let weight = workgroup.z * params.pattern_stride + row * params.heads * params.width + entry % params.context + heads;
		sum0 += pattern[weight.x] * values;
		sum1 += pattern[weight.y] * values;
		sum2 += pattern[weight.z] * values;
		sum3 += pattern[weight.w] * values;
	}
	let sums = array<vec4f, 4>(sum0, sum1, sum2, sum3);
	for (var h = 0u; h < 4u && head + h < params.heads; h++) {
		let row_start = workgroup.z * params.d_table_stride + ((head + h) * params.table_rows + table_row) * params.columns;
		for (var c = 0u; c < 4u && column[c] < params.columns; c++) {
			d_table[row_start + column[c]] = sums[h][c];
		}
	}
}
