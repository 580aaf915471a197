// append-metrics-wide: append-metrics for GPUs. ring[clock, g] = (sum of loss, sum of is_correct)
// over the rows of group g; then clock += 1. ring [entries, groups, 2], loss, is_correct and group
// [rows]. dispatch: (1, 1, replicas), 256 invocations, four groups in one pass over the rows, four
// rows at a time: 12 loads in flight at a time, 4 rounds of them for 3 830 rows, then one fixed
// tree. One workgroup, since the sums of several would need another dispatch. Bound by latency;
// intensity 8 adds for 3 loads, which coalesce over rows. Workgroup memory 8 KiB.

const LANES = 256u;

var<workgroup> loss_parts: array<vec4f, 256>;  // of four groups
var<workgroup> hit_parts: array<vec4f, 256>;

// One value for each of four groups: the row's own for the group that it is in, else zero.
fn by_group(value: f32, own: u32, first: u32) -> vec4f {
	return select(vec4f(0.0), vec4f(value), vec4u(own) == vec4u(first) + vec4u(0u, 1u, 2u, 3u));
}

// Sums over the lanes, in lane 0. Every invocation must call it: it holds barriers.
fn add_lanes(lane: u32, losses: vec4f, hits: vec4f) {
	loss_parts[lane] = losses;
	hit_parts[lane] = hits;
	for (var half = LANES / 2u; half > 0u; half /= 2u) {
		workgroupBarrier();
		if (lane < half) {
			loss_parts[lane] += loss_parts[lane + half];
			hit_parts[lane] += hit_parts[lane + half];
		}
	}
}

@compute @workgroup_size(256)
fn append_metrics_wide(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) lane: u32) {
	let replica = workgroup.z;
	let last = vec4u(params.rows - 1u);
	for (var first = 0u; first < params.groups; first += 4u) {
		var losses = vec4f(0.0);
		var hits = vec4f(0.0);
		for (var start = lane; start < params.rows; start += 4u * LANES) {
			let row = vec4u(start) + LANES * vec4u(0u, 1u, 2u, 3u);
			let at = min(row, last);
			let group_at = replica * params.group_stride + at;
			let loss_at = replica * params.loss_stride + at;
			let hit_at = replica * params.is_correct_stride + at;
			let groups = vec4u(group[group_at.x], group[group_at.y], group[group_at.z], group[group_at.w]);
			let row_losses = vec4f(loss[loss_at.x], loss[loss_at.y], loss[loss_at.z], loss[loss_at.w]);
			let row_hits = vec4f(is_correct[hit_at.x], is_correct[hit_at.y], is_correct[hit_at.z], is_correct[hit_at.w]);
			// Rows past the end are in no group.
			let own = select(groups, vec4u(params.groups + 4u), row > last);
			losses += by_group(row_losses.x, own.x, first) + by_group(row_losses.y, own.y, first);
			losses += by_group(row_losses.z, own.z, first) + by_group(row_losses.w, own.w, first);
			hits += by_group(row_hits.x, own.x, first) + by_group(row_hits.y, own.y, first);
			hits += by_group(row_hits.z, own.z, first) + by_group(row_hits.w, own.w, first);
		}
		add_lanes(lane, losses, hits);
		if (lane == 0u) {
			for (var g = 0u; g < 4u && first + g < params.groups; g++) {
				write_group(first + g, loss_parts[0][g], hit_parts[0][g], replica);
			}
		}
		workgroupBarrier();
	}
	if (lane == 0u) { clock[replica * params.clock_stride] += 1u; }
}
