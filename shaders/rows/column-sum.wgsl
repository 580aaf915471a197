// column-sum: y[j] = sum over i of x[i, j]. x [rows, columns], y [columns]. Goes behind lanes-one,
// or lanes-columns with 16 columns x 16 lanes for GPUs and many rows. dispatch: linear in (x, y)
// over columns; z is the replica. Intensity 1 add for 4 bytes, bound by bandwidth; loads coalesce
// over columns. Workgroup memory 1 KiB with several lanes.
struct Params {
	x_stride: u32,
	y_stride: u32,
	rows: u32,
	columns: u32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;        // [rows, columns]
@group(0) @binding(1) var<storage, read_write> y: array<f32>;  // [columns]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn column_sum(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) invocation: u32
) {
	let column = output_of(workgroup.y * groups.x + workgroup.x, invocation);
	let lane = lane_of(invocation);
	let is_column = column < params.columns;
	let x_at = workgroup.z * params.x_stride + column;
	var sum = 0.0;
	for (var row = lane; row < select(0u, params.rows, is_column); row += LANES) {
		sum += x[x_at + row * params.columns];
	}
	let total = sum_over_lanes(invocation, sum);
	if (lane == 0u && is_column) { y[workgroup.z * params.y_stride + column] = total; }
}
