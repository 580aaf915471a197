// recent-gradients: ring[slot] = g; g += gain mean(ring) where gain is not 0. Slot and gain of the
// step are in row clock[0] of schedule [updates, 2]. dispatch: linear in (x, y) over count, each
// invocation reads its element of every slot, coalesced; z is the replica. Intensity 1 flop for 4
// bytes, bound by memory. No workgroup memory, 10 registers.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	gradients_stride: u32,
	ring_stride: u32,
	schedule_stride: u32,
	clock_stride: u32,
	count: u32,
	slots: u32,
}

@group(0) @binding(0) var<storage, read_write> gradients: array<f32>;  // [count]
@group(0) @binding(1) var<storage, read_write> ring: array<f32>;       // [slots, count]
@group(0) @binding(2) var<storage, read> schedule: array<f32>;         // [updates, 2]
@group(0) @binding(3) var<storage, read> clock: array<u32>;            // [1]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn recent_gradients(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let row = workgroup.z * params.schedule_stride + clock[workgroup.z * params.clock_stride] * 2u;
	let at = workgroup.z * params.gradients_stride + i;
	let ring_at = workgroup.z * params.ring_stride + i;
	let gradient = gradients[at];
	ring[ring_at + u32(schedule[row]) * params.count] = gradient;
	let gain = schedule[row + 1u];
	if (gain == 0.0) { return; }
	var sum = 0.0;
	for (var k = 0u; k < params.slots; k++) {
		sum += ring[ring_at + k * params.count];
	}
	gradients[at] = gradient + gain / f32(params.slots) * sum;
}
