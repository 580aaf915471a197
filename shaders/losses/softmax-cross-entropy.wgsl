// softmax-cross-entropy: loss = (m - z_y) + log1p(T), m the largest logit, T = sum of exp(z_j - m)
// over all classes but one maximal one; d_logits = p_j / rows, and minus the sum of the others for
// the target. Keeps losses and gradients far below 1e-7 right to float32's relative precision.
// logits [rows, classes], targets [rows]. dispatch: linear in (x, y) over rows, one invocation a
// row; z is the replica.
override WORKGROUP_SIZE: u32 = 64u;

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
	@builtin(local_invocation_index) lane: u32
) {
	let row = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (row >= params.rows) { return; }
	let classes = params.classes;
	let z = workgroup.z * params.logits_stride + row * classes;
	let d = workgroup.z * params.d_logits_stride + row * classes;
	let goal = targets[workgroup.z * params.targets_stride + row];

	var best = 0u;
	var peak = logits[z];
	for (var j = 1u; j < classes; j++) {
		let value = logits[z + j];
		if (value > peak) {
			peak = value;
			best = j;
		}
	}
	let goal_logit = logits[z + goal];
	// On a tie the target may stand for the maximum, so that the margin is exact.
	let excluded = select(best, goal, goal_logit == peak);
	var rest = 0.0;
	var others = 0.0;
	for (var j = 0u; j < classes; j++) {
		let e = select(exp(logits[z + j] - peak), 1.0, j == excluded);
		rest += select(e, 0.0, j == excluded);
		others += select(e, 0.0, j == goal);
		d_logits[d + j] = e;
	}
	let scale = params.inverse_rows / (1.0 + rest);
	for (var j = 0u; j < classes; j++) {
		d_logits[d + j] *= scale;
	}
	d_logits[d + goal] = -others * scale;
	loss[workgroup.z * params.loss_stride + row] = (peak - goal_logit) + log1p(rest);
	is_correct[workgroup.z * params.is_correct_stride + row] = select(0.0, 1.0, best == goal);
}
