// relu-backward: result = d_activation where activation > 0, else 0.
// dispatch: linear in (x, y), 2 loads and 1 store an element, coalesced; z is the replica.
// Intensity 1 comparison for 12 bytes, bound by memory. No workgroup memory.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	activation_stride: u32,
	d_activation_stride: u32,
	result_stride: u32,
	count: u32,
}

@group(0) @binding(0) var<storage, read> activation: array<f32>;  // [count]
@group(0) @binding(1) var<storage, read> d_activation: array<f32>;  // [count]
@group(0) @binding(2) var<storage, read_write> result: array<f32>;  // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn relu_backward(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let activation_at = workgroup.z * params.activation_stride + i;
	let d_activation_at = workgroup.z * params.d_activation_stride + i;
	result[workgroup.z * params.result_stride + i] = select(0.0, d_activation[d_activation_at], activation[activation_at] > 0.0);
}
