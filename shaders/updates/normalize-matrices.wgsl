// normalize-matrices: y = x / (|x|_F + eps), matrix by matrix of a batch. dispatch: (batch, 1,
// replicas), 64 lanes a matrix, loads coalesced, then a fixed pairwise tree; the second pass finds
// the matrix in the cache. Intensity 3 flop for 12 bytes, bound by latency. Workgroup memory 256 B,
// 8 registers.
struct Params {
	x_stride: u32,
	y_stride: u32,
	size: u32,
	eps: f32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;        // [batch, size]
@group(0) @binding(1) var<storage, read_write> y: array<f32>;  // [batch, size]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(64)
fn normalize_matrices(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let x_at = workgroup.z * params.x_stride + workgroup.x * params.size;
	let y_at = workgroup.z * params.y_stride + workgroup.x * params.size;
	var sum = 0.0;
	for (var i = lane; i < params.size; i += 64u) {
		let value = x[x_at + i];
		sum += value * value;
	}
	let norm = sqrt(workgroup_sum(lane, sum)) + params.eps;
	for (var i = lane; i < params.size; i += 64u) {
		y[y_at + i] = x[x_at + i] / norm;
	}
}
