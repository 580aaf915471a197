// attention-score-gradient: d_scores[h, t] = sum over entries e = (row, j) that point at table row
// t of pattern[row, h, j] (d_pattern[row, h, j] - sum over j of pattern d_pattern). pattern,
// d_pattern [rows, heads, width], order [rows * context], offsets [table_rows + 1], d_scores
// [heads, table_rows]. Goes behind lanes-one or lanes-64: a table row and four heads are an output.
// dispatch: linear in (x, y) over count = table_rows * ceil(heads / 4); z is the replica. Bound by
// latency; intensity 4 multiply-adds for 8 loads. About n / p entries a row, 34 at p = 113, one
// round of 64 lanes, whose rows are apart, which does not coalesce beyond a row's 4 heads x 3
// floats. Workgroup memory 1 KiB with 64 lanes.
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

fn four(start: vec4u) -> vec4f {
	return vec4f(pattern[start.x], pattern[start.y], pattern[start.z], pattern[start.w]);
}

fn four_gradients(start: vec4u) -> vec4f {
	return vec4f(d_pattern[start.x], d_pattern[start.y], d_pattern[start.z], d_pattern[start.w]);
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn attention_score_gradient(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) invocation: u32
) {
	let i = output_of(workgroup.y * groups.x + workgroup.x, invocation);
	if (i >= params.count) { return; }
	let lane = lane_of(invocation);
	let table_row = i % params.table_rows;
	let first = i / params.table_rows * 4u;
	let heads = min(vec4u(first) + vec4u(0u, 1u, 2u, 3u), vec4u(params.heads - 1u)) * params.width;
	let offsets_at = workgroup.z * params.offsets_stride + table_row;
	let pattern_start = workgroup.z * params.pattern_stride + heads;
	let gradient_start = workgroup.z * params.d_pattern_stride + heads;
	let end = offsets[offsets_at + 1u];
	var sum = vec4f(0.0);
	for (var e = offsets[offsets_at] + lane; e < end; e += LANES) {
		let entry = order[workgroup.z * params.order_stride + e];
		let at = entry / params.context * params.heads * params.width;
		let own = entry % params.context;
		var mean = vec4f(0.0);
		var weight = vec4f(0.0);
		var gradient = vec4f(0.0);
		for (var j = 0u; j < params.width; j++) {
			let p = four(pattern_start + at + j);
			let d = four_gradients(gradient_start + at + j);
			mean += p * d;
			weight = select(weight, p, j == own);
			gradient = select(gradient, d, j == own);
		}
		sum += weight * (gradient - mean);
	}
	let total = sums_over_lanes(invocation, sum);
	if (lane > 0u) { return; }
	let to = workgroup.z * params.d_scores_stride + table_row;
	for (var h = 0u; h < 4u && first + h < params.heads; h++) {
		d_scores[to + (first + h) * params.table_rows] = total[h];
	}
}
