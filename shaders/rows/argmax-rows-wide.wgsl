// argmax-rows-wide: y[i] = the first of the largest among x[i, 0..classes - 1]. x [rows, columns >=
// classes], y [rows]. For GPUs. dispatch: one workgroup of 64 a row in (x, y), loads coalesced over
// classes, then a fixed tree. Intensity 1 comparison for 4 bytes, bound by memory. Workgroup memory
// 512 B.
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

@compute @workgroup_size(64)
fn argmax_rows_wide(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let row = workgroup.y * groups.x + workgroup.x;
	if (row >= params.rows) { return; }
	let start = workgroup.z * params.x_stride + row * params.columns;
	var best = min(lane, params.classes - 1u);
	var peak = x[start + best];
	for (var j = lane + 64u; j < params.classes; j += 64u) {
		let value = x[start + j];
		if (value > peak) {
			peak = value;
			best = j;
		}
	}
	let found = workgroup_peak(lane, peak, best);
	if (lane == 0u) {
		y[workgroup.z * params.y_stride + row] = found.place;
	}
}
