// column-sum-tree: y[j] = sum over i of x[i, j]. x [rows, columns], y [columns]. For GPUs and many
// rows. dispatch: (ceil(columns / 16), 1, replicas); 16 columns x 16 row lanes, then a fixed
// pairwise tree over lanes. Intensity 1 add for 4 bytes, bound by bandwidth; loads coalesce over 16
// columns. Workgroup memory 1 KiB.
struct Params {
	x_stride: u32,
	y_stride: u32,
	rows: u32,
	columns: u32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;        // [rows, columns]
@group(0) @binding(1) var<storage, read_write> y: array<f32>;  // [columns]
@group(1) @binding(0) var<uniform> params: Params;

var<workgroup> sums: array<f32, 256>;  // [16 row lanes, 16 columns]

@compute @workgroup_size(16, 16)
fn column_sum_tree(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_id) local: vec3u) {
	let column = workgroup.x * 16u + local.x;
	let x_start = workgroup.z * params.x_stride + min(column, params.columns - 1u);
	var sum = 0.0;
	for (var row = local.y; row < params.rows; row += 16u) {
		sum += x[x_start + row * params.columns];
	}
	sums[local.y * 16u + local.x] = sum;
	for (var half = 8u; half > 0u; half /= 2u) {
		workgroupBarrier();
		if (local.y < half) {
			sums[local.y * 16u + local.x] += sums[(local.y + half) * 16u + local.x];
		}
	}
	if (local.y == 0u && column < params.columns) {
		y[workgroup.z * params.y_stride + column] = sums[local.x];
	}
}
