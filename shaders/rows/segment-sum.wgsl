// segment-sum: y[s] = sum of x[order[e]] over offsets[s] <= e < offsets[s + 1], without atomics. x
// [entries, columns], order [entries], offsets [segments + 1], y [segments, columns]. Goes behind
// lanes-one or lanes-64. dispatch: linear in (x, y) over count = segments * columns; z is the
// replica. With one lane loads and stores coalesce over columns: intensity 1 add for 4 bytes, and 4
// of `order` that neighbours share, bound by memory. With 64 lanes neighbours load rows apart, 32
// bytes move for 4, but the 3 830 entries of "=" at p = 113 take 60 loads a lane, not 3 830: for
// GPUs where segments are long, or outputs too few to fill a GPU by one lane each. Workgroup memory
// 256 B with 64 lanes.
struct Params {
	x_stride: u32,
	order_stride: u32,
	offsets_stride: u32,
	y_stride: u32,
	count: u32,
	columns: u32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;        // [entries, columns]
@group(0) @binding(1) var<storage, read> order: array<u32>;    // [entries]
@group(0) @binding(2) var<storage, read> offsets: array<u32>;  // [segments + 1]
@group(0) @binding(3) var<storage, read_write> y: array<f32>;  // [segments, columns]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn segment_sum(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) invocation: u32
) {
	let i = output_of(workgroup.y * groups.x + workgroup.x, invocation);
	if (i >= params.count) { return; }
	let lane = lane_of(invocation);
	let segment = i / params.columns;
	let offsets_at = workgroup.z * params.offsets_stride + segment;
	let order_start = workgroup.z * params.order_stride;
	let x_at = workgroup.z * params.x_stride + i % params.columns;
	let end = offsets[offsets_at + 1u];
	var sum = 0.0;
	for (var e = offsets[offsets_at] + lane; e < end; e += LANES) {
		sum += x[x_at + order[order_start + e] * params.columns];
	}
	let total = sum_over_lanes(invocation, sum);
	if (lane == 0u) { y[workgroup.z * params.y_stride + i] = total; }
}
