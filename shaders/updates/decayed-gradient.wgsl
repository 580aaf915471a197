// decayed-gradient: y = g + wd w, with wd in row clock[0] of schedule [updates, 2], made on the
// host in float64. dispatch: linear in (x, y) over count, coalesced; z is the replica. Intensity
// 2 flop for 12 bytes, bound by memory. No workgroup memory, 8 registers.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	weights_stride: u32,
	gradients_stride: u32,
	schedule_stride: u32,
	clock_stride: u32,
	y_stride: u32,
	count: u32,
}

@group(0) @binding(0) var<storage, read> weights: array<f32>;    // [count]
@group(0) @binding(1) var<storage, read> gradients: array<f32>;  // [count]
@group(0) @binding(2) var<storage, read> schedule: array<f32>;   // [updates, 2]
@group(0) @binding(3) var<storage, read> clock: array<u32>;      // [1]
@group(0) @binding(4) var<storage, read_write> y: array<f32>;    // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn decayed_gradient(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let row = workgroup.z * params.schedule_stride + clock[workgroup.z * params.clock_stride] * 2u;
	y[workgroup.z * params.y_stride + i] = gradients[workgroup.z * params.gradients_stride + i]
		+ schedule[row] * weights[workgroup.z * params.weights_stride + i];
}
