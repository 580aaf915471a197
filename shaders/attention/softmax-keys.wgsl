// softmax-keys: pattern[example, query, head, :] = softmax of the scores of the keys that the query
// sees, 0 for the others. scores, pattern [examples, queries, heads, keys]. Where causal, query i
// of q sees the first keys - q + i + 1 keys. dispatch: linear in (x, y) over rows = examples *
// queries * heads; z is the replica. The maximum is subtracted first. Intensity: about 5 flop an
// output for 3 loads, two of them from the cache. Neighbours lie `keys` floats apart, 3 to 5 in
// pair tasks: loads and stores coalesce only in the cache. No workgroup memory.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	scores_stride: u32,
	pattern_stride: u32,
	rows: u32,
	queries: u32,
	heads: u32,
	keys: u32,
	is_causal: u32,
}

@group(0) @binding(0) var<storage, read> scores: array<f32>;         // [rows, keys]
@group(0) @binding(1) var<storage, read_write> pattern: array<f32>;  // [rows, keys]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn softmax_keys(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let row = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (row >= params.rows) { return; }
	let query = (row / params.heads) % params.queries;
	let seen = select(params.keys, params.keys - params.queries + query + 1u, params.is_causal == 1u);
	let scores_start = workgroup.z * params.scores_stride + row * params.keys;
	let pattern_start = workgroup.z * params.pattern_stride + row * params.keys;
	var peak = scores[scores_start];
	for (var j = 1u; j < seen; j++) {
		peak = max(peak, scores[scores_start + j]);
	}
	var total = 0.0;
	for (var j = 0u; j < seen; j++) {
		let e = exp(scores[scores_start + j] - peak);
		pattern[pattern_start + j] = e;
		total += e;
	}
	for (var j = 0u; j < params.keys; j++) {
		pattern[pattern_start + j] = select(0.0, pattern[pattern_start + j] / total, j < seen);
	}
}
