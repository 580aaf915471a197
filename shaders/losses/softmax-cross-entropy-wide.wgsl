// softmax-cross-entropy-wide: softmax-cross-entropy for GPUs, 64 lanes a row over the classes; same
// formulas. loss = (m - z_y) + log1p(T), T = sum of exp(z_j - m) over all classes but one maximal
// one; d_logits = p_j / rows, and minus the sum of the others for the target. logits [rows,
// classes], targets [rows]. dispatch: one workgroup of 64 a row in (x, y); loads and stores
// coalesce over classes. 114 classes: 2 a lane, 2 trees. Workgroup memory 1.5 KiB; bound by
// bandwidth (intensity 7 flop for 12 bytes a logit).
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

var<workgroup> peaks: array<f32, 64>;
var<workgroup> places: array<u32, 64>;

// The largest logit of a row, and the first class that has it.
fn find_peak(lane: u32, z: u32) {
	var best = min(lane, params.classes - 1u);
	var peak = logits[z + best];
	for (var j = lane + 64u; j < params.classes; j += 64u) {
		let value = logits[z + j];
		if (value > peak) {
			peak = value;
			best = j;
		}
	}
	peaks[lane] = peak;
	places[lane] = best;
	for (var half = 32u; half > 0u; half /= 2u) {
		workgroupBarrier();
		if (lane < half) {
			let other = lane + half;
			let is_better = peaks[other] > peaks[lane] || (peaks[other] == peaks[lane] && places[other] < places[lane]);
			if (is_better) {
				peaks[lane] = peaks[other];
				places[lane] = places[other];
			}
		}
	}
	workgroupBarrier();
}

@compute @workgroup_size(64)
fn softmax_cross_entropy_wide(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let row = workgroup.y * groups.x + workgroup.x;
	if (row >= params.rows) { return; }
	let z = workgroup.z * params.logits_stride + row * params.classes;
	let d = workgroup.z * params.d_logits_stride + row * params.classes;
	let goal = targets[workgroup.z * params.targets_stride + row];
	find_peak(lane, z);
	let peak = peaks[0];
	let best = places[0];
	let goal_logit = logits[z + goal];
	// On a tie the target may stand for the maximum, so that the margin is exact.
	let excluded = select(best, goal, goal_logit == peak);
	var sums = vec4f(0.0);  // rest, others
	for (var j = lane; j < params.classes; j += 64u) {
		let e = select(exp(logits[z + j] - peak), 1.0, j == excluded);
		sums += vec4f(select(e, 0.0, j == excluded), select(e, 0.0, j == goal), 0.0, 0.0);
	}
	let total = workgroup_sum4(lane, sums);
	let scale = params.inverse_rows / (1.0 + total.x);
	for (var j = lane; j < params.classes; j += 64u) {
		let e = select(exp(logits[z + j] - peak), 1.0, j == excluded);
		d_logits[d + j] = select(e, -total.y, j == goal) * scale;
	}
	if (lane == 0u) {
		loss[workgroup.z * params.loss_stride + row] = (peak - goal_logit) + log1p(total.x);
		is_correct[workgroup.z * params.is_correct_stride + row] = select(0.0, 1.0, best == goal);
	}
}
