// softmax-cross-entropy: loss = (m - z_y) + log1p(T), m the largest logit, T = sum of exp(z_j - m)
// over all classes but one maximal one; d_logits = p_j / rows, and minus the sum of the others for
// the target. Keeps losses and gradients far below 1e-7 right to float32's relative precision.
// logits [rows, classes], targets [rows]. Goes behind log1p and lanes-one or lanes-64, a row an
// output. dispatch: linear in (x, y) over rows; z is the replica. With 64 lanes loads and stores
// coalesce over classes: 114 classes are 2 a lane, 2 trees, workgroup memory 1.5 KiB. Intensity 7
// flop for 12 bytes a logit, bound by bandwidth.
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
fn softmax_cross_entropy(
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
	let goal_logit = logits[z + goal];
	// If the target ties with the maximum, it is the class left out, so that the margin is exact.
	let excluded = select(peak.place, goal, goal_logit == peak.value);
	var sums = vec4f(0.0);  // rest, others
	for (var j = lane; j < params.classes; j += LANES) {
		let e = select(exp(logits[z + j] - peak.value), 1.0, j == excluded);
		sums += vec4f(select(e, 0.0, j == excluded), select(e, 0.0, j == goal), 0.0, 0.0);
	}
	let total = sums_over_lanes(invocation, sums);
	let scale = params.inverse_rows / (1.0 + total.x);
	for (var j = lane; j < params.classes; j += LANES) {
		let e = select(exp(logits[z + j] - peak.value), 1.0, j == excluded);
		d_logits[d + j] = select(e, -total.y, j == goal) * scale;
	}
	if (lane == 0u) {
		loss[workgroup.z * params.loss_stride + row] = (peak.value - goal_logit) + log1p(total.x);
		is_correct[workgroup.z * params.is_correct_stride + row] = select(0.0, 1.0, peak.place == goal);
	}
}
