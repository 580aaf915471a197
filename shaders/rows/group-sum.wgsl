// group-sum: y[g, j] = sum of x[row, j] over the rows of group g, in order. x [rows, columns],
// group [rows]. For few rows, and for software adapters, where barriers cost more than loads.
// dispatch: linear in (x, y) over count = groups * columns, one invocation an output; z is the
// replica. Intensity 1 add for 8 bytes; loads coalesce over columns. No workgroup memory.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	x_stride: u32,
	group_stride: u32,
	y_stride: u32,
	count: u32,
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
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let wanted = i / params.columns;
	let x_at = workgroup.z * params.x_stride + i % params.columns;
	let group_at = workgroup.z * params.group_stride;
	var sum = 0.0;
	for (var row = 0u; row < params.rows; row++) {
		if (group[group_at + row] == wanted) {
			sum += x[x_at + row * params.columns];
		}
	}
	y[workgroup.z * params.y_stride + i] = sum;
}
