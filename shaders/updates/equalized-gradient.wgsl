// equalized-gradient: y[i] = share x[offset + i] + (1 - share) g[i]. The share is in row clock[0]
// of schedule [updates, 2], made on the host in float64. dispatch: linear in (x, y) over count,
// coalesced; z is the replica. Intensity 3 flop for 12 bytes, bound by memory. No workgroup memory,
// 10 registers.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	x_stride: u32,
	gradients_stride: u32,
	schedule_stride: u32,
	clock_stride: u32,
	y_stride: u32,
	count: u32,
	offset: u32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;          // [>= offset + count]
@group(0) @binding(1) var<storage, read> gradients: array<f32>;  // [count]
@group(0) @binding(2) var<storage, read> schedule: array<f32>;   // [updates, 2]
@group(0) @binding(3) var<storage, read> clock: array<u32>;      // [1]
@group(0) @binding(4) var<storage, read_write> y: array<f32>;    // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn equalized_gradient(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let row = workgroup.z * params.schedule_stride + clock[workgroup.z * params.clock_stride] * 2u;
	let gradient = gradients[workgroup.z * params.gradients_stride + i];
	let share = schedule[row + 1u];
	let equalized = x[workgroup.z * params.x_stride + params.offset + i];
	y[workgroup.z * params.y_stride + i] = share * equalized + (1.0 - share) * gradient;
}
