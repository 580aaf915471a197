// gelu-gradient: result = d_y (Phi(x) + x Phi'(x)), elementwise; exact or approximate, see the
// library. dispatch: linear in (x, y), 2 loads and a store an element, coalesced; z is the replica.
// Intensity about 30 flop for 12 bytes, bound by memory. No workgroup memory.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	x_stride: u32,
	d_y_stride: u32,
	result_stride: u32,
	count: u32,
	is_tanh: u32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;             // [count]
@group(0) @binding(1) var<storage, read> d_y: array<f32>;           // [count]
@group(0) @binding(2) var<storage, read_write> result: array<f32>;  // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn gelu_gradient(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let value = x[workgroup.z * params.x_stride + i];
	let is_tanh = params.is_tanh == 1u;
	let slope = gelu_phi(value, is_tanh) + value * gelu_phi_slope(value, is_tanh);
	result[workgroup.z * params.result_stride + i] = d_y[workgroup.z * params.d_y_stride + i] * slope;
}
