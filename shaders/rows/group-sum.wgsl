// group-sum: y[g, j] = sum of x[row, j] over the rows of group g. x [rows, columns], group [rows].
// Goes behind lanes-one, or lanes-columns with 8 columns x 32 lanes for GPUs and many rows.
// dispatch: groups in y, columns in x; z is the replica. Intensity 1 add for 8 bytes; loads
// coalesce over columns. Bound by latency: a few hundred kilobytes at most, read once a group.
// Workgroup memory 1 KiB with several lanes.
struct Params {
	x_stride: u32,
	group_stride: u32,
	y_stride: u32,
	rows: u32,
	columns: u32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;        // [rows, columns]
@group(0) @binding(1) var<storage, read> group: array<u32>;    // [rows]
@group(0) @binding(2) var<storage, read_write> y: array<f32>;  // [groups, columns]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn group_sum(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(local_invocation_index) invocation: u32
) {
	let column = output_of(workgroup.x, invocation);
	let lane = lane_of(invocation);
	let is_column = column < params.columns;
	let x_at = workgroup.z * params.x_stride + column;
	let group_at = workgroup.z * params.group_stride;
	var sum = 0.0;
	for (var row = lane; row < select(0u, params.rows, is_column); row += LANES) {
		if (group[group_at + row] == workgroup.y) { sum += x[x_at + row * params.columns]; }
	}
	let total = sum_over_lanes(invocation, sum);
	if (lane == 0u && is_column) { y[workgroup.z * params.y_stride + workgroup.y * params.columns + column] = total; }
}
