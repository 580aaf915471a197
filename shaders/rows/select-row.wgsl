// select-row: y = table[clock]. table [updates, width], clock [1], y [width].
// dispatch: linear in (x, y) over width, coalesced; z is the replica.
// Intensity 0: 8 bytes moved an element. No workgroup memory, 6 registers.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	table_stride: u32,
	clock_stride: u32,
	y_stride: u32,
	width: u32,
}

@group(0) @binding(0) var<storage, read> table: array<u32>;    // [updates, width]
@group(0) @binding(1) var<storage, read> clock: array<u32>;    // [1]
@group(0) @binding(2) var<storage, read_write> y: array<u32>;  // [width]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn select_row(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.width) { return; }
	let row = clock[workgroup.z * params.clock_stride];
	y[workgroup.z * params.y_stride + i] = table[workgroup.z * params.table_stride + row * params.width + i];
}
