// segment-sum: y[s] = sum of x[order[e]] over offsets[s] <= e < offsets[s + 1], in that order (no
// atomics). x [entries, columns], order [entries], offsets [segments + 1], y [segments, columns].
// dispatch: linear in (x, y) over count = segments * columns; loads and stores coalesced over
// columns; z is the replica. Intensity 1 add for 4 bytes, and 4 of `order` that neighbours share:
// bound by memory. No workgroup memory.
override WORKGROUP_SIZE: u32 = 64u;

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
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let segment = i / params.columns;
	let column = i % params.columns;
	let offsets_at = workgroup.z * params.offsets_stride + segment;
	let order_start = workgroup.z * params.order_stride;
	let x_at = workgroup.z * params.x_stride + column;
	var sum = 0.0;
	for (var e = offsets[offsets_at]; e < offsets[offsets_at + 1u]; e++) {
		sum += x[x_at + order[order_start + e] * params.columns];
	}
	y[workgroup.z * params.y_stride + i] = sum;
}
