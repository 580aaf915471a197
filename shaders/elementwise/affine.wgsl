// affine: result = alpha x + beta, elementwise.
// dispatch: linear in (x, y), 1 load and 1 store an element, coalesced; z is the replica.
// Intensity 2 flop for 8 bytes, bound by memory. No workgroup memory.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	x_stride: u32,
	result_stride: u32,
	count: u32,
	alpha: f32,
	beta: f32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;  // [count]
@group(0) @binding(1) var<storage, read_write> result: array<f32>;  // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn affine(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let x_at = workgroup.z * params.x_stride + i;
	result[workgroup.z * params.result_stride + i] = params.alpha * x[x_at] + params.beta;
}
