// normalize-rows-gradient: with n = (x - mean) scale and g = d_y gain, d_x = scale (g - mean g - n
// mean(g n)) + added, row by row, without the mean of g where x was not centered; d_y_normal = d_y
// n. All [rows, columns], gain [columns], statistics [rows, 2]. Goes behind lanes-one or lanes-64,
// a row an output. dispatch: linear in (x, y) over rows; z is the replica. Intensity 16 flop for 20
// bytes from memory, bound by bandwidth: the second pass loads from the cache. With 64 lanes both
// sums are one tree, and loads and stores coalesce over columns; workgroup memory 1 KiB.
struct Params {
	d_y_stride: u32,
	x_stride: u32,
	gain_stride: u32,
	statistics_stride: u32,
	added_stride: u32,
	d_x_stride: u32,
	d_y_normal_stride: u32,
	rows: u32,
	columns: u32,
	is_centered: u32,
	is_added: u32,
}

@group(0) @binding(0) var<storage, read> d_y: array<f32>;               // [rows, columns]
@group(0) @binding(1) var<storage, read> x: array<f32>;                 // [rows, columns]
@group(0) @binding(2) var<storage, read> gain: array<f32>;              // [columns]
@group(0) @binding(3) var<storage, read> statistics: array<f32>;        // [rows, 2]
@group(0) @binding(4) var<storage, read> added: array<f32>;             // [rows, columns]
@group(0) @binding(5) var<storage, read_write> d_x: array<f32>;         // [rows, columns]
@group(0) @binding(6) var<storage, read_write> d_y_normal: array<f32>;  // [rows, columns]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn normalize_rows_gradient(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) invocation: u32
) {
	let row = output_of(workgroup.y * groups.x + workgroup.x, invocation);
	if (row >= params.rows) { return; }
	let lane = lane_of(invocation);
	let first = row * params.columns;
	let d_y_start = workgroup.z * params.d_y_stride + first;
	let x_start = workgroup.z * params.x_stride + first;
	let added_start = workgroup.z * params.added_stride + first;
	let gain_start = workgroup.z * params.gain_stride;
	let at = workgroup.z * params.statistics_stride + 2u * row;
	let mean = statistics[at];
	let scale = statistics[at + 1u];
	var sums = vec4f(0.0);  // of g, of g n
	for (var j = lane; j < params.columns; j += LANES) {
		let slope = d_y[d_y_start + j] * gain[gain_start + j];
		sums += vec4f(slope, slope * ((x[x_start + j] - mean) * scale), 0.0, 0.0);
	}
	let means = sums_over_lanes(invocation, sums) / f32(params.columns);
	let offset = select(0.0, means.x, params.is_centered == 1u);
	for (var j = lane; j < params.columns; j += LANES) {
		let gradient = d_y[d_y_start + j];
		let normal = (x[x_start + j] - mean) * scale;
		let own = scale * (gradient * gain[gain_start + j] - offset - normal * means.y);
		d_x[workgroup.z * params.d_x_stride + first + j] = own + select(0.0, added[added_start + j], params.is_added == 1u);
		d_y_normal[workgroup.z * params.d_y_normal_stride + first + j] = gradient * normal;
	}
}
