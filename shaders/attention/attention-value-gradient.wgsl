// attention-value-gradient: d_values[h, t, d] = sum over entries e = (row, j) that point at table
// row t of pattern[row, h, j] d_z[row, h, d] (no atomics). d_z [rows, heads * d_head], pattern
// [rows, heads, context], order [rows * context], offsets [table_rows + 1]. Goes behind lanes-one,
// or lanes-columns with 8 columns x 32 lanes for GPUs where table rows have many entries. dispatch:
// linear in (x, y) over count = heads * table_rows * columns, columns = d_head rounded up to those
// of a workgroup; z is the replica. Intensity a multiply-add for 4 bytes of d_z, which coalesce
// over d, and 8 of pattern and order, which neighbours share. With 32 lanes the 3 830 entries of
// "=" at p = 113 take 120 rounds, not 3 830; a token's 34 take two. Workgroup memory 1 KiB with 32
// lanes.
struct Params {
	d_z_stride: u32,
	pattern_stride: u32,
	order_stride: u32,
	offsets_stride: u32,
	d_values_stride: u32,
	count: u32,
	heads: u32,
	table_rows: u32,
	d_head: u32,
	context: u32,
	columns: u32,
}

@group(0) @binding(0) var<storage, read> d_z: array<f32>;             // [rows, heads * d_head]
@group(0) @binding(1) var<storage, read> pattern: array<f32>;         // [rows, heads, context]
@group(0) @binding(2) var<storage, read> order: array<u32>;           // [rows * context]
@group(0) @binding(3) var<storage, read> offsets: array<u32>;         // [table_rows + 1]
@group(0) @binding(4) var<storage, read_write> d_values: array<f32>;  // [heads, table_rows, d_head]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn attention_value_gradient(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) invocation: u32
) {
	let i = output_of(workgroup.y * groups.x + workgroup.x, invocation);
	let lane = lane_of(invocation);
	let d = i % params.columns;
	let is_output = i < params.count && d < params.d_head;
	let table_row = i / params.columns % params.table_rows;
	let head = i / params.columns / params.table_rows;
	let offsets_at = workgroup.z * params.offsets_stride + table_row;
	let order_start = workgroup.z * params.order_stride;
	let pattern_start = workgroup.z * params.pattern_stride;
	let d_z_start = workgroup.z * params.d_z_stride + d;
	let end = select(0u, offsets[offsets_at + 1u], is_output);
	var sum = 0.0;
	for (var e = offsets[offsets_at] + lane; e < end; e += LANES) {
		let entry = order[order_start + e];
		let pair = (entry / params.context) * params.heads + head;
		sum += pattern[pattern_start + pair * params.context + entry % params.context] * d_z[d_z_start + pair * params.d_head];
	}
	let total = sum_over_lanes(invocation, sum);
	if (lane == 0u && is_output) {
		d_values[workgroup.z * params.d_values_stride + i / params.columns * params.d_head + d] = total;
	}
}
