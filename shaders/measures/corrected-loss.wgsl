// corrected-loss: loss of z_c = logits[row, c] + sign tables[sums[row], c, m] over c < classes, for
// every row and table. KIND 0: (peak - z_y) + log1p(sum of exp(z_c - peak) over all classes but one
// maximal one), which keeps losses far below 1e-7 right to float32's relative precision; 1: the
// mean of (z_c - onehot)^2; 2: log1p(sum of the other classes' stablemax / that of y); h = max(0, 1
// + z_c
// - z_y) of 3: the largest wrong class, 4: summed over all of them. Rows of a group whose bit is
// not set give 0. logits [rows, columns], tables [classes, classes, table_count], loss and
// is_correct [rows, table_count]. Goes behind log1p, stablemax and lanes-one, or lanes-64 for GPUs
// and few tables. dispatch: linear in (x, y) over count = rows * table_count; z is the replica.
// Intensity 6 flop for 4 loads a class, from the cache. With one lane loads of tables coalesce,
// which are innermost, and a row's logits are shared by neighbours; with 64 logits coalesce over
// classes, and tables are table_count floats apart. Workgroup memory 768 B with 64 lanes.
override KIND: u32 = 0u;

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

// What is no number is kept.
fn hinge(difference: f32) -> f32 { return select(1.0 + difference, 0.0, 1.0 + difference <= 0.0); }

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
	var part = 0.0;
	var rival = -0x1.fffffep+127f;  // the largest wrong class of a lane
	for (var c = lane; c < params.classes; c += LANES) {
		let value = corrected(z, t, c);
		let difference = value - select(0.0, 1.0, c == goal);
		var term = 0.0;
		if (KIND == 0u) { term = select(exp(value - peak.value), 0.0, c == excluded); }
		if (KIND == 1u) { term = difference * difference; }
		if (KIND == 2u) { term = select(stablemax(value), 0.0, c == goal); }
		if (KIND == 4u) { term = select(hinge(value - goal_logit), 0.0, c == goal); }
		part += term;
		if (c != goal) { rival = max(rival, value); }
	}
	if (KIND == 3u) { rival = peak_over_lanes(invocation, rival, lane).value; }
	let sum = sum_over_lanes(invocation, part);
	if (lane == 0u) {
		var total = (peak.value - goal_logit) + log1p(sum);
		if (KIND == 1u) { total = sum / f32(params.classes); }
		if (KIND == 2u) { total = log1p(sum / stablemax(goal_logit)); }
		if (KIND == 3u) { total = hinge(rival - goal_logit); }
		if (KIND == 4u) { total = sum; }
		loss[loss_at] = total;
		is_correct[is_correct_at] = select(0.0, 1.0, peak.place == goal);
	}
}
