// attention-softmax: pattern[row, h, j] = softmax over j < width of scores[h, index[row, j]], 0 for
// context <= j. scores [heads, table_rows], index [rows, context], pattern [rows, heads, width].
// dispatch: linear in (x, y) over rows * heads; z is the replica. The maximum is subtracted first.
// Intensity: about 5 flop an output for 3 loads from the table, which is in the cache. Neighbours
// store width floats apart, 3 at p = 113: stores coalesce only in the cache. No workgroup memory.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	scores_stride: u32,
	index_stride: u32,
	pattern_stride: u32,
	count: u32,
	heads: u32,
	table_rows: u32,
	context: u32,
	width: u32,
}

@group(0) @binding(0) var<storage, read> scores: array<f32>;         // [heads, table_rows]
@group(0) @binding(1) var<storage, read> index: array<u32>;          // [rows, context]
@group(0) @binding(2) var<storage, read_write> pattern: array<f32>;  // [rows, heads, width]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn attention_softmax(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let scores_start = workgroup.z * params.scores_stride + (i % params.heads) * params.table_rows;
	let index_start = workgroup.z * params.index_stride + (i / params.heads) * params.context;
	let pattern_start = workgroup.z * params.pattern_stride + i * params.width;
	let has_zero = params.width > params.context;
	var peak = scores[scores_start + index[index_start]];
	for (var j = 1u; j < params.context; j++) {
		peak = max(peak, scores[scores_start + index[index_start + j]]);
	}
	peak = select(peak, max(peak, 0.0), has_zero);
	var total = 0.0;
	for (var j = 0u; j < params.context; j++) {
		let e = exp(scores[scores_start + index[index_start + j]] - peak);
		pattern[pattern_start + j] = e;
		total += e;
	}
	for (var j = params.context; j < params.width; j++) {
		let e = exp(-peak);
		pattern[pattern_start + j] = e;
		total += e;
	}
	for (var j = 0u; j < params.width; j++) {
		pattern[pattern_start + j] /= total;
	}
}
