// append-rows: ring[clock] = x, a row of count values. ring [slots, count], x [count], clock [1].
// dispatch: linear in (x, y) over count, coalesced; z is the replica.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	ring_stride: u32,
	x_stride: u32,
	clock_stride: u32,
	count: u32,
}

@group(0) @binding(0) var<storage, read_write> ring: array<f32>;  // [slots, count]
@group(0) @binding(1) var<storage, read> x: array<f32>;           // [count]
@group(0) @binding(2) var<storage, read> clock: array<u32>;       // [1]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn append_rows(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let slot = clock[workgroup.z * params.clock_stride];
	ring[workgroup.z * params.ring_stride + slot * params.count + i] = x[workgroup.z * params.x_stride + i];
}
