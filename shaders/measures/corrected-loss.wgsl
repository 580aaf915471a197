// corrected-loss: loss of z_c = logits[row, c] + sign tables[sums[row], c, m] over c < classes, for
// every row and table: (peak - z_y) + log1p(sum of exp(z_c - peak) over all classes but one maximal
// one), which keeps losses far below 1e-7 right to float32's relative precision; or the mean of
// (z_c - onehot)^2. Rows of a group whose bit is not set give 0. logits [rows, columns], tables
// [classes, classes, table_count], loss and is_correct [rows, table_count]. dispatch: linear in (x,
// y) over count = rows * table_count, one invocation an output; tables are innermost, so their
// loads coalesce and a row's logits are shared by neighbours: no barrier. 2 passes of 1 load from
// cache a class. Intensity 6 flop for 4 loads a class, from the cache. No workgroup memory.
override WORKGROUP_SIZE: u32 = 64u;

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
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let row = i / params.table_count;
	let loss_at = workgroup.z * params.loss_stride + i;
	let is_correct_at = workgroup.z * params.is_correct_stride + i;
	let own_group = group[workgroup.z * params.group_stride + row];
	if (((params.groups >> own_group) & 1u) == 0u) {
		loss[loss_at] = 0.0;
		is_correct[is_correct_at] = 0.0;
		return;
	}
	let goal = targets[workgroup.z * params.targets_stride + row];
	let s = sums[workgroup.z * params.sums_stride + row];
	let z = workgroup.z * params.logits_stride + row * params.columns;
	let t = workgroup.z * params.tables_stride + s * params.classes * params.table_count + i % params.table_count;

	var best = 0u;
	var peak = corrected(z, t, 0u);
	for (var c = 1u; c < params.classes; c++) {
		let value = corrected(z, t, c);
		if (value > peak) {
			peak = value;
			best = c;
		}
	}
	is_correct[is_correct_at] = select(0.0, 1.0, best == goal);
	if (params.is_squares == 1u) {
		var sum = 0.0;
		for (var c = 0u; c < params.classes; c++) {
			let difference = corrected(z, t, c) - select(0.0, 1.0, c == goal);
			sum += difference * difference;
		}
		loss[loss_at] = sum / f32(params.classes);
		return;
	}
	let goal_logit = corrected(z, t, goal);
	// On a tie the target may stand for the maximum, so that the margin is exact.
	let excluded = select(best, goal, goal_logit == peak);
	var rest = 0.0;
	for (var c = 0u; c < params.classes; c++) {
		rest += select(exp(corrected(z, t, c) - peak), 0.0, c == excluded);
	}
	loss[loss_at] = (peak - goal_logit) + log1p(rest);
}
