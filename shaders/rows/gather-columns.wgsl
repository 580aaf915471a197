// gather-columns: y[i, j] = x[i, chosen[j]]. x [rows, width], chosen [columns], y [rows, columns].
// dispatch: linear in (x, y) over count = rows * columns; stores coalesced; z is the replica.
// Intensity 0: 8 bytes moved an element. No workgroup memory, 8 registers.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	x_stride: u32,
	chosen_stride: u32,
	y_stride: u32,
	count: u32,
	width: u32,
	columns: u32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;        // [rows, width]
@group(0) @binding(1) var<storage, read> chosen: array<u32>;   // [columns]
@group(0) @binding(2) var<storage, read_write> y: array<f32>;  // [rows, columns]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn gather_columns(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let column = chosen[workgroup.z * params.chosen_stride + i % params.columns];
	let from_at = workgroup.z * params.x_stride + i / params.columns * params.width + column;
	y[workgroup.z * params.y_stride + i] = x[from_at];
}
