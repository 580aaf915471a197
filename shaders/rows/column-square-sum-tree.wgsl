// column-square-sum-tree: y[j] = sum over i of x[i, j]^2. x [rows, columns], y [columns]. For GPUs
// and many rows. dispatch: (ceil(columns / 8), 1, replicas), 8 columns x 32 row lanes, then a fixed
// pairwise tree over the lanes. Intensity 2 flop for 4 bytes, bound by bandwidth; loads coalesce
// over 8 columns. Workgroup memory 1 KiB.
struct Params {
	x_stride: u32,
	y_stride: u32,
	rows: u32,
	columns: u32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;        // [rows, columns]
@group(0) @binding(1) var<storage, read_write> y: array<f32>;  // [columns]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(8, 32)
fn column_square_sum_tree(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_id) local: vec3u) {
	let column = workgroup.x * COLUMN_TREE_COLUMNS + local.x;
	let x_start = workgroup.z * params.x_stride + min(column, params.columns - 1u);
	var sum = 0.0;
	for (var row = local.y; row < params.rows; row += COLUMN_TREE_LANES) {
		let value = x[x_start + row * params.columns];
		sum += value * value;
	}
	let total = column_tree(local.xy, sum);
	if (local.y == 0u && column < params.columns) {
		y[workgroup.z * params.y_stride + column] = total;
	}
}
