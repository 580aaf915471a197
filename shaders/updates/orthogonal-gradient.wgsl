// orthogonal-gradient: g -= <w, g> / <w, w> w for one tensor, and g *= |g before| / |g| where row
// clock[0] of schedule [updates, 1] is 1. dispatch: (1, 1, replicas), 64 lanes a tensor, loads
// coalesced, then fixed pairwise trees; the passes after the first find the tensor in the cache.
// Intensity 11 flop for 12 bytes, bound by latency. Workgroup memory 256 B, 12 registers.
struct Params {
	gradients_stride: u32,
	weights_stride: u32,
	schedule_stride: u32,
	clock_stride: u32,
	count: u32,
}

@group(0) @binding(0) var<storage, read_write> gradients: array<f32>;  // [count]
@group(0) @binding(1) var<storage, read> weights: array<f32>;          // [count]
@group(0) @binding(2) var<storage, read> schedule: array<f32>;         // [updates, 1]
@group(0) @binding(3) var<storage, read> clock: array<u32>;            // [1]
@group(1) @binding(0) var<uniform> params: Params;

// In place of the 1e-30 of the reference, which a device may flush to zero in a sum of squares.
const SMALLEST: f32 = 1e-30;

@compute @workgroup_size(64)
fn orthogonal_gradient(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let g_at = workgroup.z * params.gradients_stride;
	let w_at = workgroup.z * params.weights_stride;
	var along = 0.0;
	var square = 0.0;
	var before = 0.0;
	for (var i = lane; i < params.count; i += 64u) {
		let g = gradients[g_at + i];
		let w = weights[w_at + i];
		along += w * g;
		square += w * w;
		before += g * g;
	}
	let product = workgroup_sum(lane, along);
	let share = product / (workgroup_sum(lane, square) + SMALLEST);
	let norm = sqrt(workgroup_sum(lane, before));
	var after = 0.0;
	for (var i = lane; i < params.count; i += 64u) {
		let g = gradients[g_at + i] - share * weights[w_at + i];
		gradients[g_at + i] = g;
		after += g * g;
	}
	let factor = norm / (sqrt(workgroup_sum(lane, after)) + SMALLEST);
	let row = workgroup.z * params.schedule_stride + clock[workgroup.z * params.clock_stride];
	if (schedule[row] != 1.0) { return; }
	for (var i = lane; i < params.count; i += 64u) {
		gradients[g_at + i] *= factor;
	}
}
