// attention-value-gradient-wide: attention-value-gradient for GPUs: 32 lanes share the entries of a
// table row. d_values[h, t, d] = sum over entries e = (row, j) that point at table row t of
// pattern[row, h, j] d_z[row, h, d]. d_z [rows, heads * d_head], pattern [rows, heads, context],
// order [rows * context], offsets [table_rows + 1]. dispatch: 8 columns of a head's row in x and y:
// (ceil(d_head / 8), heads * table_rows, replicas), 8 columns x 32 entry lanes, then a fixed tree
// over the lanes. The 3 830 entries of "=" at p = 113 take 120 rounds, not 3 830; a token's 34 take
// two. Loads of d_z coalesce into the 32 bytes that a GPU loads at least. Intensity a multiply-add
// for 4 bytes, and 8 that 8 lanes share: bound by latency. Workgroup memory 1 KiB.
struct Params {
	d_z_stride: u32,
	pattern_stride: u32,
	order_stride: u32,
	offsets_stride: u32,
	d_values_stride: u32,
	heads: u32,
	table_rows: u32,
	d_head: u32,
	context: u32,
}

@group(0) @binding(0) var<storage, read> d_z: array<f32>;             // [rows, heads * d_head]
@group(0) @binding(1) var<storage, read> pattern: array<f32>;         // [rows, heads, context]
@group(0) @binding(2) var<storage, read> order: array<u32>;           // [rows * context]
@group(0) @binding(3) var<storage, read> offsets: array<u32>;         // [table_rows + 1]
@group(0) @binding(4) var<storage, read_write> d_values: array<f32>;  // [heads, table_rows, d_head]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(8, 32)
fn attention_value_gradient_wide(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(local_invocation_id) local: vec3u
) {
	let replica = workgroup.z;
	let column = workgroup.x * COLUMN_TREE_COLUMNS + local.x;
	let d = min(column, params.d_head - 1u);
	let head = workgroup.y / params.table_rows;
	let offsets_at = replica * params.offsets_stride + workgroup.y % params.table_rows;
	let pattern_start = replica * params.pattern_stride;
	let d_z_start = replica * params.d_z_stride + d;
	var sum = 0.0;
	for (var e = offsets[offsets_at] + local.y; e < offsets[offsets_at + 1u]; e += COLUMN_TREE_LANES) {
		let entry = order[replica * params.order_stride + e];
		let pair = (entry / params.context) * params.heads + head;
		sum += pattern[pattern_start + pair * params.context + entry % params.context] * d_z[d_z_start + pair * params.d_head];
	}
	let total = column_tree(local.xy, sum);
	if (local.y == 0u && column < params.d_head) {
		d_values[replica * params.d_values_stride + workgroup.y * params.d_head + column] = total;
	}
}
