// attention-pattern-gradient: d_pattern[row, h, j] = sum over d of d_z[row, h, d] values[h,
// index[row, j], d]. d_z [rows, heads * d_head], values [heads, table_rows, d_head], index [rows,
// context]. dispatch: linear in (x, y) over rows * heads * context; z is the replica. Intensity a
// multiply-add for 2 loads. Loads do not coalesce: neighbours are d_head floats apart, though those
// of a head share d_z; a lane uses up its cache lines one after the other. Used by the
// last-position formulation alone, which GPUs do not train with. No workgroup memory.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	d_z_stride: u32,
	values_stride: u32,
	index_stride: u32,
	d_pattern_stride: u32,
	count: u32,
	heads: u32,
	table_rows: u32,
	d_head: u32,
	context: u32,
}

@group(0) @binding(0) var<storage, read> d_z: array<f32>;              // [rows, heads * d_head]
@group(0) @binding(1) var<storage, read> values: array<f32>;           // [heads, table_rows, d_head]
@group(0) @binding(2) var<storage, read> index: array<u32>;            // [rows, context]
@group(0) @binding(3) var<storage, read_write> d_pattern: array<f32>;  // [rows, heads, context]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn attention_pattern_gradient(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let pair = i / params.context;
	let head = pair % params.heads;
	let entry = (pair / params.heads) * params.context + i % params.context;
	let table_row = head * params.table_rows + index[workgroup.z * params.index_stride + entry];
	let values_start = workgroup.z * params.values_stride + table_row * params.d_head;
	let d_z_start = workgroup.z * params.d_z_stride + pair * params.d_head;
	var sum = 0.0;
	for (var d = 0u; d < params.d_head; d++) {
		sum += d_z[d_z_start + d] * values[values_start + d];
	}
	d_pattern[workgroup.z * params.d_pattern_stride + i] = sum;
}
