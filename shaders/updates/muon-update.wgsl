// muon-update: weights -= decay weights + lr scale y, in place; y are matrices [batch, inputs,
// outputs] row by row. The scalars of the step are in row clock[0] of schedule [updates, 5],
// made on the host in float64: lr wd, lr, and three others. dispatch: linear in (x, y) over count,
// coalesced, loads of y too where a matrix has one head; z is the replica. Intensity 5 flop for 12
// bytes, bound by memory. No workgroup memory, 12 registers.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	weights_stride: u32,
	y_stride: u32,
	schedule_stride: u32,
	clock_stride: u32,
	count: u32,
	inputs: u32,
	outputs: u32,
	heads: u32,
	scale: f32,
}

@group(0) @binding(0) var<storage, read_write> weights: array<f32>;  // [count], padded
@group(0) @binding(1) var<storage, read> y: array<f32>;              // [count]
@group(0) @binding(2) var<storage, read> schedule: array<f32>;       // [updates, 5]
@group(0) @binding(3) var<storage, read> clock: array<u32>;          // [1]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn muon_update(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let row = workgroup.z * params.schedule_stride + clock[workgroup.z * params.clock_stride] * 5u;
	let place = place_in_matrix(i, params.inputs, params.outputs, params.heads);
	let at = workgroup.z * params.weights_stride + i;
	let weight = weights[at];
	let direction = y[workgroup.z * params.y_stride + place];
	weights[at] = weight - schedule[row] * weight - schedule[row + 1u] * params.scale * direction;
}
