// muon-direction: moment = kept moment + gain g in place; y = moment, or kept moment + gain g for
// Nesterov, as matrices [batch, inputs, outputs] row by row. The scalars of the step are in row
// clock[0] of schedule [updates, 5], made on the host in float64: lr wd, lr, kept, gain, 1 for
// Nesterov. dispatch: linear in (x, y) over count, coalesced, stores too where a matrix has one
// head; z is the replica. Intensity 6 flop for 16 bytes, bound by memory. No workgroup memory, 12
// registers.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	moment_stride: u32,
	gradients_stride: u32,
	schedule_stride: u32,
	clock_stride: u32,
	y_stride: u32,
	count: u32,
	inputs: u32,
	outputs: u32,
	heads: u32,
}

@group(0) @binding(0) var<storage, read_write> moment: array<f32>;  // [count], padded
@group(0) @binding(1) var<storage, read> gradients: array<f32>;     // [count], padded
@group(0) @binding(2) var<storage, read> schedule: array<f32>;      // [updates, 5]
@group(0) @binding(3) var<storage, read> clock: array<u32>;         // [1]
@group(0) @binding(4) var<storage, read_write> y: array<f32>;       // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn muon_direction(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let row = workgroup.z * params.schedule_stride + clock[workgroup.z * params.clock_stride] * 5u;
	let kept = schedule[row + 2u];
	let moment_at = workgroup.z * params.moment_stride + i;
	let added = schedule[row + 3u] * gradients[workgroup.z * params.gradients_stride + i];
	let moved = kept * moment[moment_at] + added;
	moment[moment_at] = moved;
	let place = place_in_matrix(i, params.inputs, params.outputs, params.heads);
	y[workgroup.z * params.y_stride + place] =
		select(moved, kept * moved + added, schedule[row + 4u] == 1.0);
}
