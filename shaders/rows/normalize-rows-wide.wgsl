// normalize-rows-wide: normalize-rows for GPUs, 64 lanes a row; same formulas. y = (x - mean) scale
// gain + bias, scale = 1 / sqrt(mean of (x - mean)^2 + eps). x, y [rows, columns], statistics
// [rows, 2]. dispatch: one workgroup of 64 a row in (x, y); z is the replica. Sums are a fixed tree
// over lanes. Intensity 8 flop for 8 bytes from memory, bound by bandwidth: a row of 128 columns is
// 2 values a lane, which the second and third pass take from the cache. Loads and stores coalesce
// over columns. Workgroup memory 256 B.
struct Params {
	x_stride: u32,
	gain_stride: u32,
	bias_stride: u32,
	y_stride: u32,
	statistics_stride: u32,
	rows: u32,
	columns: u32,
	is_centered: u32,
	eps: f32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;                 // [rows, columns]
@group(0) @binding(1) var<storage, read> gain: array<f32>;              // [columns]
@group(0) @binding(2) var<storage, read> bias: array<f32>;              // [columns]
@group(0) @binding(3) var<storage, read_write> y: array<f32>;           // [rows, columns]
@group(0) @binding(4) var<storage, read_write> statistics: array<f32>;  // [rows, 2]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(64)
fn normalize_rows_wide(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let row = workgroup.y * groups.x + workgroup.x;
	if (row >= params.rows) { return; }
	let x_start = workgroup.z * params.x_stride + row * params.columns;
	let y_start = workgroup.z * params.y_stride + row * params.columns;
	let gain_start = workgroup.z * params.gain_stride;
	let bias_start = workgroup.z * params.bias_stride;
	let columns = f32(params.columns);
	var sum = 0.0;
	for (var j = lane; j < params.columns; j += 64u) {
		sum += x[x_start + j];
	}
	let mean = select(0.0, workgroup_sum(lane, sum) / columns, params.is_centered == 1u);
	var squares = 0.0;
	for (var j = lane; j < params.columns; j += 64u) {
		let value = x[x_start + j] - mean;
		squares += value * value;
	}
	let scale = 1.0 / sqrt(workgroup_sum(lane, squares) / columns + params.eps);
	for (var j = lane; j < params.columns; j += 64u) {
		y[y_start + j] = (x[x_start + j] - mean) * scale * gain[gain_start + j] + bias[bias_start + j];
	}
	if (lane == 0u) {
		let at = workgroup.z * params.statistics_stride + 2u * row;
		statistics[at] = mean;
		statistics[at + 1u] = scale;
	}
}
