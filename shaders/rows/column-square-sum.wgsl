// column-square-sum: y[j] = sum over i of x[i, j]^2. x [rows, columns], y [columns]. For few rows,
// and for software adapters, where barriers cost more than loads. dispatch: linear in (x, y) over
// columns, one invocation a column, loads coalesced; z is the replica. Intensity 2 flop for 4
// bytes, bound by memory. No workgroup memory.
override WORKGROUP_SIZE: u32 = 64u;

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
fn column_square_sum(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let column = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (column >= params.columns) { return; }
	let x_at = workgroup.z * params.x_stride + column;
	var sum = 0.0;
	for (var row = 0u; row < params.rows; row++) {
		let value = x[x_at + row * params.columns];
		sum += value * value;
	}
	y[workgroup.z * params.y_stride + column] = sum;
}
