// append-metrics: ring[clock, g] = (sum of loss, sum of is_correct) over the rows of group g; then
// clock += 1. For software adapters. dispatch: (1, 1, replicas), 64 invocations; fixed order, so
// the same rows give the same bits.

@compute @workgroup_size(64)
fn append_metrics(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) lane: u32) {
	let replica = workgroup.z;
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
		if (lane == 0u) { write_group(g, loss_sum, hit_sum, replica); }
	}
	if (lane == 0u) { clock[replica * params.clock_stride] += 1u; }
}
