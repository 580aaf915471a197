// sgd-update: g += coupled weights; velocity = momentum velocity + gain g; weights -= decoupled
// weights + lr direction, direction = velocity, or g + momentum velocity for Nesterov. PyTorch's
// SGD, all parameters in one dispatch. The scalars of the step are in row clock[0] of schedule
// [updates, 6], made on the host in float64. dispatch: linear in (x, y) over count, coalesced; z is
// the replica. Intensity 8 flop for 20 bytes, bound by memory. No workgroup memory.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	weights_stride: u32,
	velocity_stride: u32,
	gradients_stride: u32,
	schedule_stride: u32,
	clock_stride: u32,
	count: u32,
}

@group(0) @binding(0) var<storage, read_write> weights: array<f32>;   // [count]
@group(0) @binding(1) var<storage, read_write> velocity: array<f32>;  // [count]
@group(0) @binding(2) var<storage, read> gradients: array<f32>;       // [count]
@group(0) @binding(3) var<storage, read> schedule: array<f32>;        // [updates, 6]
@group(0) @binding(4) var<storage, read> clock: array<u32>;           // [1]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn sgd_update(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let row = workgroup.z * params.schedule_stride + clock[workgroup.z * params.clock_stride] * 6u;
	let momentum = schedule[row + 3u];
	let weights_at = workgroup.z * params.weights_stride + i;
	let velocity_at = workgroup.z * params.velocity_stride + i;
	let weight = weights[weights_at];
	let gradient = gradients[workgroup.z * params.gradients_stride + i] + schedule[row + 2u] * weight;
	let moved = momentum * velocity[velocity_at] + schedule[row + 4u] * gradient;
	velocity[velocity_at] = moved;
	let direction = select(moved, gradient + momentum * moved, schedule[row + 5u] == 1.0);
	weights[weights_at] = weight - schedule[row + 1u] * weight - schedule[row] * direction;
}
