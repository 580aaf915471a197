// record-metrics: ring[clock, g] = (sum of loss, sum of is_correct) over the rows of group g; then
// clock += 1. For software adapters. dispatch: (1, 1, replicas), 64 invocations; fixed order, so
// the same rows give the same bits.
struct Params {
	ring_stride: u32,
	clock_stride: u32,
	loss_stride: u32,
	is_correct_stride: u32,
	group_stride: u32,
	rows: u32,
	groups: u32,
}

@group(0) @binding(0) var<storage, read_write> ring: array<f32>;   // [slots, groups, 2]
@group(0) @binding(1) var<storage, read_write> clock: array<u32>;  // [1]
@group(0) @binding(2) var<storage, read> loss: array<f32>;         // [rows]
@group(0) @binding(3) var<storage, read> is_correct: array<f32>;   // [rows]
@group(0) @binding(4) var<storage, read> group: array<u32>;        // [rows]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(64)
fn record_metrics(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) lane: u32) {
	let replica = workgroup.z;
	let slot = clock[replica * params.clock_stride];
	for (var g = 0u; g < params.groups; g++) {
		var losses = 0.0;
		var hits = 0.0;
		for (var row = lane; row < params.rows; row += 64u) {
			if (group[replica * params.group_stride + row] == g) {
				losses += loss[replica * params.loss_stride + row];
				hits += is_correct[replica * params.is_correct_stride + row];
			}
		}
		let loss_sum = workgroup_sum(lane, losses);
		let hit_sum = workgroup_sum(lane, hits);
		if (lane == 0u) {
			let at = replica * params.ring_stride + (slot * params.groups + g) * 2u;
			ring[at] = loss_sum;
			ring[at + 1u] = hit_sum;
		}
	}
	if (lane == 0u) {
		clock[replica * params.clock_stride] = slot + 1u;
	}
}
