// gather-rows: y[i] = table[index[i]]. table [segments, columns], index [rows], y [rows, columns].
// dispatch: linear in (x, y) over count = rows * columns; stores coalesced; z is the replica.
// Intensity 0: 8 bytes moved an element, loads coalesced within a row. No workgroup memory.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	table_stride: u32,
	index_stride: u32,
	y_stride: u32,
	count: u32,
	columns: u32,
}

@group(0) @binding(0) var<storage, read> table: array<f32>;    // [segments, columns]
@group(0) @binding(1) var<storage, read> index: array<u32>;    // [rows]
@group(0) @binding(2) var<storage, read_write> y: array<f32>;  // [rows, columns]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn gather_rows(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let row = index[workgroup.z * params.index_stride + i / params.columns];
	let from_at = workgroup.z * params.table_stride + row * params.columns + i % params.columns;
	y[workgroup.z * params.y_stride + i] = table[from_at];
}
