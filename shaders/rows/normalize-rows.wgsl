// normalize-rows: y = (x - mean) scale gain + bias, row by row, scale = 1 / sqrt(mean of (x -
// mean)^2 + eps); mean 0 where x is not centered. x, y [rows, columns], gain, bias [columns],
// statistics [rows, 2]: mean and scale. Goes behind lanes-one or lanes-64, a row an output.
// dispatch: linear in (x, y) over rows; z is the replica. The squares are of centered values, so
// nothing cancels. Intensity 8 flop for 8 bytes from memory, bound by bandwidth: the second and the
// third pass load from the cache. With 64 lanes loads and stores coalesce over columns; workgroup
// memory 256 B.
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

@compute @workgroup_size(WORKGROUP_SIZE)
fn normalize_rows(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) invocation: u32
) {
	let row = output_of(workgroup.y * groups.x + workgroup.x, invocation);
	if (row >= params.rows) { return; }
	let lane = lane_of(invocation);
	let x_start = workgroup.z * params.x_stride + row * params.columns;
	let y_start = workgroup.z * params.y_stride + row * params.columns;
	let gain_start = workgroup.z * params.gain_stride;
	let bias_start = workgroup.z * params.bias_stride;
	let columns = f32(params.columns);
	var sum = 0.0;
	for (var j = lane; j < params.columns; j += LANES) { sum += x[x_start + j]; }
	let mean = select(0.0, sum_over_lanes(invocation, sum) / columns, params.is_centered == 1u);
	var squares = 0.0;
	for (var j = lane; j < params.columns; j += LANES) {
		let value = x[x_start + j] - mean;
		squares += value * value;
	}
	let scale = 1.0 / sqrt(sum_over_lanes(invocation, squares) / columns + params.eps);
	for (var j = lane; j < params.columns; j += LANES) {
		y[y_start + j] = (x[x_start + j] - mean) * scale * gain[gain_start + j] + bias[bias_start + j];
	}
	if (lane == 0u) {
		let at = workgroup.z * params.statistics_stride + 2u * row;
		statistics[at] = mean;
		statistics[at + 1u] = scale;
	}
}
