// softmax-keys-gradient: d_scores = pattern (d_pattern - sum over keys of pattern d_pattern), row
// by row. pattern, d_pattern, d_scores [examples, queries, heads, keys]. dispatch: linear in (x, y)
// over rows = examples * queries * heads; z is the replica. Intensity: 4 flop for 12 bytes from
// memory, the second loads come from the cache. Neighbours lie `keys` floats apart: loads and
// stores coalesce only in the cache. No workgroup memory.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	pattern_stride: u32,
	d_pattern_stride: u32,
	d_scores_stride: u32,
	rows: u32,
	keys: u32,
}

@group(0) @binding(0) var<storage, read> pattern: array<f32>;         // [rows, keys]
@group(0) @binding(1) var<storage, read> d_pattern: array<f32>;       // [rows, keys]
@group(0) @binding(2) var<storage, read_write> d_scores: array<f32>;  // [rows, keys]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn softmax_keys_gradient(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let row = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (row >= params.rows) { return; }
	let pattern_start = workgroup.z * params.pattern_stride + row * params.keys;
	let gradient_start = workgroup.z * params.d_pattern_stride + row * params.keys;
	let result_start = workgroup.z * params.d_scores_stride + row * params.keys;
	var dot = 0.0;
	for (var j = 0u; j < params.keys; j++) {
		dot += pattern[pattern_start + j] * d_pattern[gradient_start + j];
	}
	for (var j = 0u; j < params.keys; j++) {
		d_scores[result_start + j] = pattern[pattern_start + j] * (d_pattern[gradient_start + j] - dot);
	}
}
