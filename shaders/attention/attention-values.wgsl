// attention-values: z[row, h, d] = sum over j of pattern[row, h, j] values[h, index[row, j], d].
// pattern [rows, heads, context], values [heads, table_rows, d_head], index [rows, context], z
// [rows, heads * d_head]. dispatch: linear in (x, y) over rows * heads * d_head, coalesced over d;
// z is the replica. Intensity: a multiply-add for every load of values, which come from the cache,
// and 4 bytes stored for context of them. No workgroup memory.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	pattern_stride: u32,
	values_stride: u32,
	index_stride: u32,
	z_stride: u32,
	count: u32,
	heads: u32,
	table_rows: u32,
	d_head: u32,
	context: u32,
}

@group(0) @binding(0) var<storage, read> pattern: array<f32>;  // [rows, heads, context]
@group(0) @binding(1) var<storage, read> values: array<f32>;   // [heads, table_rows, d_head]
@group(0) @binding(2) var<storage, read> index: array<u32>;    // [rows, context]
@group(0) @binding(3) var<storage, read_write> z: array<f32>;  // [rows, heads * d_head]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn attention_values(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let pair = i / params.d_head;
	let head = pair % params.heads;
	let pattern_start = workgroup.z * params.pattern_stride + pair * params.context;
	let index_start = workgroup.z * params.index_stride + (pair / params.heads) * params.context;
	let values_start = workgroup.z * params.values_stride + head * params.table_rows * params.d_head + i % params.d_head;
	var sum = 0.0;
	for (var j = 0u; j < params.context; j++) {
		sum += pattern[pattern_start + j] * values[values_start + index[index_start + j] * params.d_head];
	}
	z[workgroup.z * params.z_stride + i] = sum;
}
