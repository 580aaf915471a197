// slow-gradient: mean = kept mean + gain g; g += lambda mean, in place. The scalars of the step are
// in row clock[0] of schedule [updates, 3], made on the host in float64. dispatch: linear in (x, y)
// over count, coalesced; z is the replica. Intensity 5 flop for 16 bytes, bound by memory. No
// workgroup memory, 8 registers.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	gradients_stride: u32,
	mean_stride: u32,
	schedule_stride: u32,
	clock_stride: u32,
	count: u32,
}

@group(0) @binding(0) var<storage, read_write> gradients: array<f32>;  // [count]
@group(0) @binding(1) var<storage, read_write> mean: array<f32>;       // [count]
@group(0) @binding(2) var<storage, read> schedule: array<f32>;         // [updates, 3]
@group(0) @binding(3) var<storage, read> clock: array<u32>;            // [1]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn slow_gradient(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let row = workgroup.z * params.schedule_stride + clock[workgroup.z * params.clock_stride] * 3u;
	let at = workgroup.z * params.gradients_stride + i;
	let mean_at = workgroup.z * params.mean_stride + i;
	let gradient = gradients[at];
	let moved = schedule[row] * mean[mean_at] + schedule[row + 1u] * gradient;
	mean[mean_at] = moved;
	gradients[at] = gradient + schedule[row + 2u] * moved;
}
