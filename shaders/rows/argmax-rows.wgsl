// argmax-rows: y[i] = the first of the largest among x[i, 0..classes - 1]. x [rows, columns >=
// classes], y [rows]. Goes behind lanes-one or lanes-64, a row an output. dispatch: linear in (x,
// y) over rows; z is the replica. Intensity 1 comparison for 4 bytes, bound by memory; loads of 64
// lanes coalesce over classes. Workgroup memory 512 B with 64 lanes.
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
	@builtin(local_invocation_index) invocation: u32
) {
	let row = output_of(workgroup.y * groups.x + workgroup.x, invocation);
	if (row >= params.rows) { return; }
	let start = workgroup.z * params.x_stride + row * params.columns;
	let lane = lane_of(invocation);
	var best = min(lane, params.classes - 1u);
	var peak = x[start + best];
	for (var j = lane + LANES; j < params.classes; j += LANES) {
		let value = x[start + j];
		if (value > peak) {
			peak = value;
			best = j;
		}
	}
	let found = peak_over_lanes(invocation, peak, best);
	if (lane == 0u) { y[workgroup.z * params.y_stride + row] = found.place; }
}
