// stablemax-cross-entropy: loss = log(1 + R / s_y), R = sum of s_j over the other classes; d_logits
// = s'_j / (R + s_y) / rows, and -s'_y R / (s_y (R + s_y)) / rows for the target. logits [rows,
// classes], targets [rows]. Goes behind log1p, stablemax and lanes-one or lanes-64, a row an
// output. dispatch: linear in (x, y) over rows; z is the replica. With 64 lanes loads and stores
// coalesce over classes, workgroup memory is 768 B. Intensity 6 flop for 12 bytes a logit, bound by
// bandwidth.
struct Params {
	logits_stride: u32,
	targets_stride: u32,
	loss_stride: u32,
	is_correct_stride: u32,
	d_logits_stride: u32,
	rows: u32,
	classes: u32,
	inverse_rows: f32,
}

@group(0) @binding(0) var<storage, read> logits: array<f32>;           // [rows, classes]
@group(0) @binding(1) var<storage, read> targets: array<u32>;          // [rows]
@group(0) @binding(2) var<storage, read_write> loss: array<f32>;       // [rows]
@group(0) @binding(3) var<storage, read_write> is_correct: array<f32>; // [rows]
@group(0) @binding(4) var<storage, read_write> d_logits: array<f32>;   // [rows, classes]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn stablemax_cross_entropy(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) invocation: u32
) {
	let row = output_of(workgroup.y * groups.x + workgroup.x, invocation);
	if (row >= params.rows) { return; }
	let lane = lane_of(invocation);
	let z = workgroup.z * params.logits_stride + row * params.classes;
	let d = workgroup.z * params.d_logits_stride + row * params.classes;
	let goal = targets[workgroup.z * params.targets_stride + row];
	var best = min(lane, params.classes - 1u);
	var largest = logits[z + best];
	var part = 0.0;
	for (var j = lane; j < params.classes; j += LANES) {
		let value = logits[z + j];
		if (value > largest) {
			largest = value;
			best = j;
		}
		part += select(stablemax(value), 0.0, j == goal);
	}
	let peak = peak_over_lanes(invocation, largest, best);
	let rest = sum_over_lanes(invocation, part);
	let of_goal = stablemax(logits[z + goal]);
	let scale = params.inverse_rows / (rest + of_goal);
	for (var j = lane; j < params.classes; j += LANES) {
		let value = logits[z + j];
		let slope = stablemax_slope(value, stablemax(value)) * scale;
		d_logits[d + j] = select(slope, -slope * (rest / of_goal), j == goal);
	}
	if (lane == 0u) {
		loss[workgroup.z * params.loss_stride + row] = log1p(rest / of_goal);
		is_correct[workgroup.z * params.is_correct_stride + row] = select(0.0, 1.0, peak.place == goal);
	}
}
