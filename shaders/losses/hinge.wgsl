// hinge: how far wrong classes come closer than 1 to the target, h_j = max(0, 1 + z_j - z_y). With
// IS_SUM = 0 the loss is h of the largest wrong class, else the sum of all h_j; d_logits = 1 / rows
// for each class that counts, minus their number / rows for the target. logits [rows, classes],
// targets [rows]. dispatch: linear in (x, y) over rows, one invocation a row; z is the replica.
// Intensity 4 flop for 12 bytes a logit, bound by memory. Loads and stores do not coalesce:
// neighbours are a row of classes apart. No workgroup memory.
override WORKGROUP_SIZE: u32 = 64u;
override IS_SUM: u32 = 0u;

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
fn hinge(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let row = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (row >= params.rows) { return; }
	let z = workgroup.z * params.logits_stride + row * params.classes;
	let d = workgroup.z * params.d_logits_stride + row * params.classes;
	let goal = targets[workgroup.z * params.targets_stride + row];
	let of_goal = logits[z + goal];
	var rival = select(0u, 1u, goal == 0u);  // the first largest wrong class
	for (var j = rival; j < params.classes; j++) {
		if (j != goal && logits[z + j] > logits[z + rival]) { rival = j; }
	}
	var sum = 0.0;
	var count = 0.0;
	for (var j = 0u; j < params.classes; j++) {
		let excess = 1.0 + (logits[z + j] - of_goal);
		let is_compared = select(j == rival, j != goal, IS_SUM == 1u);
		// What is no number counts, so that the loss is none either.
		let counts = is_compared && !(excess <= 0.0);
		sum += select(0.0, excess, counts);
		count += select(0.0, 1.0, counts);
		d_logits[d + j] = select(0.0, params.inverse_rows, counts);
	}
	d_logits[d + goal] = -count * params.inverse_rows;
	let is_first = logits[z + rival] < of_goal || (logits[z + rival] == of_goal && goal < rival);
	loss[workgroup.z * params.loss_stride + row] = sum;
	is_correct[workgroup.z * params.is_correct_stride + row] = select(0.0, 1.0, is_first);
}
