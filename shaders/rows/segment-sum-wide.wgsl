// segment-sum-wide: segment-sum for GPUs where segments are long: 64 lanes share the entries of a
// segment, then a fixed tree. y[s] = sum of x[order[e]] over offsets[s] <= e < offsets[s + 1]. x
// [entries, columns], order [entries], offsets [segments + 1], y [segments, columns]. dispatch: one
// workgroup of 64 an output in (x, y); the 3 830 entries of "=" at p = 113 take 60 loads a lane,
// not 3 830. Neighbours load rows apart, which does not coalesce: 32 bytes move for 4. So it is for
// segments of 512 entries and more, whose sum by one lane would take longer than that costs, and
// for fewer than 4 096 outputs, which fill no GPU by one lane each. The 34 to 50 entries of each of
// p x width outputs, the gradient of an embedding, are better off with segment-sum. Workgroup
// memory 256 B; bound by latency, intensity 1 add for 2 loads.
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

@compute @workgroup_size(64)
fn segment_sum_wide(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = workgroup.y * groups.x + workgroup.x;
	if (i >= params.count) { return; }
	let segment = i / params.columns;
	let column = i % params.columns;
	let offsets_at = workgroup.z * params.offsets_stride + segment;
	let order_start = workgroup.z * params.order_stride;
	let x_at = workgroup.z * params.x_stride + column;
	var sum = 0.0;
	for (var e = offsets[offsets_at] + lane; e < offsets[offsets_at + 1u]; e += 64u) {
		sum += x[x_at + order[order_start + e] * params.columns];
	}
	let total = workgroup_sum(lane, sum);
	if (lane == 0u) {
		y[workgroup.z * params.y_stride + i] = total;
	}
}
