// attention-softmax-backward: d_scores[row, j, h] = pattern (d_pattern - sum over j of pattern d_pattern).
// pattern, d_pattern [rows, heads, context]; d_scores [rows, context, heads], ready to be summed per table row.
// dispatch: linear in (x, y) over rows * heads; z is the replica.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	pattern_stride: u32,
	d_pattern_stride: u32,
	d_scores_stride: u32,
	count: u32,
	heads: u32,
	context: u32,
}

@group(0) @binding(0) var<storage, read> pattern: array<f32>;         // [rows, heads, context]
@group(0) @binding(1) var<storage, read> d_pattern: array<f32>;       // [rows, heads, context]
@group(0) @binding(2) var<storage, read_write> d_scores: array<f32>;  // [rows, context, heads]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn attention_softmax_backward(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let pattern_start = workgroup.z * params.pattern_stride + i * params.context;
	let gradient_start = workgroup.z * params.d_pattern_stride + i * params.context;
	var mean = 0.0;
	for (var j = 0u; j < params.context; j++) {
		mean += pattern[pattern_start + j] * d_pattern[gradient_start + j];
	}
	let row = i / params.heads;
	let head = i % params.heads;
	for (var j = 0u; j < params.context; j++) {
		let at = workgroup.z * params.d_scores_stride + (row * params.context + j) * params.heads + head;
		d_scores[at] = pattern[pattern_start + j] * (d_pattern[gradient_start + j] - mean);
	}
}
