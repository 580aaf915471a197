// group-sum-tree: y[g, j] = sum of x[row, j] over the rows of group g. x [rows, columns], group
// [rows]. For GPUs. dispatch: (ceil(columns / 8), groups, replicas), 8 columns x 32 row lanes, then
// a fixed pairwise tree over the lanes. Bound by latency: a few hundred kilobytes at most, read
// once a group. Intensity 1 add for 8 bytes; loads coalesce over 8 columns. Workgroup memory 1 KiB.
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

@compute @workgroup_size(8, 32)
fn group_sum_tree(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_id) local: vec3u) {
	let column = workgroup.x * COLUMN_TREE_COLUMNS + local.x;
	let x_start = workgroup.z * params.x_stride + min(column, params.columns - 1u);
	let group_at = workgroup.z * params.group_stride;
	var sum = 0.0;
	for (var row = local.y; row < params.rows; row += COLUMN_TREE_LANES) {
		if (group[group_at + row] == workgroup.y) {
			sum += x[x_start + row * params.columns];
		}
	}
	let total = column_tree(local.xy, sum);
	if (local.y == 0u && column < params.columns) {
		y[workgroup.z * params.y_stride + workgroup.y * params.columns + column] = total;
	}
}
