// corrected-loss: loss of z_c = logits[row, c] + sign tables[sums[row], c, m] over c < classes, for
// every row and table: (peak - z_y) + log1p(sum of exp(z_c - peak) over all classes but one maximal
// one), which keeps losses far below 1e-7 right to float32's relative precision; or the mean of
// (z_c - onehot)^2. Rows of a group whose bit is not set give 0. logits [rows, columns], tables
// [classes, classes, table_count], loss and is_correct [rows, table_count]. Goes behind log1p and
// lanes-one, or lanes-64 for GPUs and few tables. dispatch: linear in (x, y) over count = rows *
// table_count; z is the replica. Intensity 6 flop for 4 loads a class, from the cache. With one
// lane loads of tables coalesce, which are innermost, and a row's logits are shared by neighbours;
// with 64 logits coalesce over classes, and tables are table_count floats apart. Workgroup memory
// 768 B with 64 lanes.
struct Params {
	logits_stride: u32,
	tables_stride: u32,
	sums_stride: u32,
	targets_stride: u32,
	group_stride: u32,
	loss_stride: u32,
	is_correct_stride: u32,
	count: u32,
	columns: u32,
	classes: u32,
	table_count: u32,
	groups: u32,
	sign: f32,
	is_squares: u32,
}

@group(0) @binding(0) var<storage, read> logits: array<f32>;            // [rows, columns]
@group(0) @binding(1) var<storage, read> tables: array<f32>;            // [classes, classes, table_count]
@group(0) @binding(2) var<storage, read> sums: array<u32>;              // [rows]
@group(0) @binding(3) var<storage, read> targets: array<u32>;           // [rows]
@group(0) @binding(4) var<storage, read> group: array<u32>;             // [rows]
@group(0) @binding(5) var<storage, read_write> loss: array<f32>;        // [rows, table_count]
@group(0) @binding(6) var<storage, read_write> is_correct: array<f32>;  // [rows, table_count]
@group(1) @binding(0) var<uniform> params: Params;

fn corrected(z: u32, t: u32, c: u32) -> f32 {
	return logits[z + c] + params.sign * tables[t + c * params.table_count];
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn corrected_loss(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) invocation: u32
) {
	let i = output_of(workgroup.y * groups.x + workgroup.x, invocation);
	if (i >= params.count) { return; }
	let lane = lane_of(invocation);
	let row = i / params.table_count;
	let loss_at = workgroup.z * params.loss_stride + i;
	let is_correct_at = workgroup.z * params.is_correct_stride + i;
	let own_group = group[workgroup.z * params.group_stride + row];
	if (((params.groups >> own_group) & 1u) == 0u) {
		if (lane == 0u) {
			loss[loss_at] = 0.0;
			is_correct[is_correct_at] = 0.0;
		}
		return;
	}
	let goal = targets[workgroup.z * params.targets_stride + row];
	let s = sums[workgroup.z * params.sums_stride + row];
	let z = workgroup.z * params.logits_stride + row * params.columns;
	let t = workgroup.z * params.tables_stride + s * params.classes * params.table_count + i % params.table_count;

	var best = min(lane, params.classes - 1u);
	var largest = corrected(z, t, best);
	for (var c = lane + LANES; c < params.classes; c += LANES) {
		let value = corrected(z, t, c);
		if (value > largest) {
			largest = value;
			best = c;
		}
	}
	let peak = peak_over_lanes(invocation, largest, best);
	let goal_logit = corrected(z, t, goal);
	// If the target ties with the maximum, it is the class left out, so that the margin is exact.
	let excluded = select(peak.place, goal, goal_logit == peak.value);
	let is_squares = params.is_squares == 1u;
	var part = 0.0;
	for (var c = lane; c < select(0u, params.classes, is_squares); c += LANES) {
		let difference = corrected(z, t, c) - select(0.0, 1.0, c == goal);
		part += difference * difference;
	}
	for (var c = lane; c < select(params.classes, 0u, is_squares); c += LANES) {
		part += select(exp(corrected(z, t, c) - peak.value), 0.0, c == excluded);
	}
	let sum = sum_over_lanes(invocation, part);
	if (lane == 0u) {
		let from_softmax = (peak.value - goal_logit) + log1p(sum);
		loss[loss_at] = select(from_softmax, sum / f32(params.classes), is_squares);
		is_correct[is_correct_at] = select(0.0, 1.0, peak.place == goal);
	}
}
