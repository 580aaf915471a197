// naive-cross-entropy: loss = (m - z_y) + log(S), m the largest logit, S = sum of exp(z_j - m) over
// all classes; d_logits = (p_j - [j = y]) / rows, p_j = exp(z_j - m) / S. S is a float32 number
// from 1 on: where the other classes together are below half a step of float32 at 1, S and p_y are
// exactly 1, loss and the target's gradient exactly 0. S - 1 is exact, so that log(S) by log1p is
// as good as its argument. logits [rows, classes], targets [rows]. Goes behind log1p and lanes-one
// or lanes-64, a row an output. dispatch: linear in (x, y) over rows; z is the replica. With 64
// lanes loads and stores coalesce over classes, workgroup memory is 768 B. Intensity 6 flop for 12
// bytes a logit, bound by bandwidth.
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
fn naive_cross_entropy(
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
	for (var j = lane + LANES; j < params.classes; j += LANES) {
		let value = logits[z + j];
		if (value > largest) {
			largest = value;
			best = j;
		}
	}
	let peak = peak_over_lanes(invocation, largest, best);
	var part = 0.0;
	for (var j = lane; j < params.classes; j += LANES) {
		part += select(exp(logits[z + j] - peak.value), 1.0, j == peak.place);
	}
	let total = sum_over_lanes(invocation, part);
	for (var j = lane; j < params.classes; j += LANES) {
		let e = select(exp(logits[z + j] - peak.value), 1.0, j == peak.place);
		// WGSL lets a division err: 1 / 1 must be 1 for the target's gradient to vanish.
		let probability = select(e / total, 1.0, e == total);
		d_logits[d + j] = (probability - select(0.0, 1.0, j == goal)) * params.inverse_rows;
	}
	if (lane == 0u) {
		loss[workgroup.z * params.loss_stride + row] = (peak.value - logits[z + goal]) + log1p(total - 1.0);
		is_correct[workgroup.z * params.is_correct_stride + row] = select(0.0, 1.0, peak.place == goal);
	}
}
