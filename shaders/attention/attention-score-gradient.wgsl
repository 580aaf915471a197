// attention-score-gradient: d_scores[h, t] = sum over entries e = (row, j) that point at table row
// t of pattern[row, h, j] (d_pattern[row, h, j] - sum over j of pattern d_pattern), in the order of
// `order`. pattern, d_pattern [rows, heads, width], order [rows * context], offsets [table_rows +
// 1], d_scores [heads, table_rows]. dispatch: linear in (x, y) over table_rows * heads, neighbours
// sharing a table row; z is the replica.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	pattern_stride: u32,
	d_pattern_stride: u32,
	order_stride: u32,
	offsets_stride: u32,
	d_scores_stride: u32,
	count: u32,
	heads: u32,
	table_rows: u32,
	context: u32,
	width: u32,
}

@group(0) @binding(0) var<storage, read> pattern: array<f32>;         // [rows, heads, width]
@group(0) @binding(1) var<storage, read> d_pattern: array<f32>;       // [rows, heads, width]
@group(0) @binding(2) var<storage, read> order: array<u32>;           // [rows * context]
@group(0) @binding(3) var<storage, read> offsets: array<u32>;         // [table_rows + 1]
@group(0) @binding(4) var<storage, read_write> d_scores: array<f32>;  // [heads, table_rows]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn attention_score_gradient(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let head = i % params.heads;
	let table_row = i / params.heads;
	let offsets_at = workgroup.z * params.offsets_stride + table_row;
	let pattern_start = workgroup.z * params.pattern_stride + head * params.width;
	let gradient_start = workgroup.z * params.d_pattern_stride + head * params.width;
	var sum = 0.0;
	for (var e = offsets[offsets_at]; e < offsets[offsets_at + 1u]; e++) {
		let entry = order[workgroup.z * params.order_stride + e];
		let at = entry / params.context * params.heads * params.width;
		let own = entry % params.context;
		var mean = 0.0;
		var weight = 0.0;
		var gradient = 0.0;
		for (var j = 0u; j < params.width; j++) {
			let p = pattern[pattern_start + at + j];
			let d = d_pattern[gradient_start + at + j];
			mean += p * d;
			weight = select(weight, p, j == own);
			gradient = select(gradient, d, j == own);
		}
		sum += weight * (gradient - mean);
	}
	d_scores[workgroup.z * params.d_scores_stride + head * params.table_rows + table_row] = sum;
}
