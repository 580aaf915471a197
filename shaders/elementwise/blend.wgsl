// blend: y[i, j] = weights[0] x[i, j] + weights[1] m[j]. x [rows, columns], m [columns], weights
// [2]. dispatch: linear in (x, y) over count = rows * columns, coalesced; z is the replica.
// Intensity 3 flop for 8 bytes, bound by memory. No workgroup memory.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	x_stride: u32,
	m_stride: u32,
	weights_stride: u32,
	y_stride: u32,
	count: u32,
	columns: u32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;        // [rows, columns]
@group(0) @binding(1) var<storage, read> m: array<f32>;        // [columns]
@group(0) @binding(2) var<storage, read> weights: array<f32>;  // [2]
@group(0) @binding(3) var<storage, read_write> y: array<f32>;  // [rows, columns]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn blend(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let weights_at = workgroup.z * params.weights_stride;
	let own = weights[weights_at] * x[workgroup.z * params.x_stride + i];
	let shared_part = weights[weights_at + 1u] * m[workgroup.z * params.m_stride + i % params.columns];
	y[workgroup.z * params.y_stride + i] = own + shared_part;
}
