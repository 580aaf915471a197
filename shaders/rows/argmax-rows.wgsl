// argmax-rows: y[i] = the first of the largest among x[i, 0..classes - 1]. x [rows, columns >=
// classes], y [rows]. For software adapters. dispatch: linear in (x, y) over rows, one invocation a
// row; z is the replica.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	x_stride: u32,
	y_stride: u32,
	rows: u32,
	columns: u32,
	classes: u32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;        // [rows, columns]
@group(0) @binding(1) var<storage, read_write> y: array<u32>;  // [rows]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn argmax_rows(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let row = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (row >= params.rows) { return; }
	let start = workgroup.z * params.x_stride + row * params.columns;
	var best = 0u;
	var peak = x[start];
	for (var j = 1u; j < params.classes; j++) {
		let value = x[start + j];
		if (value > peak) {
			peak = value;
			best = j;
		}
	}
	y[workgroup.z * params.y_stride + row] = best;
}
