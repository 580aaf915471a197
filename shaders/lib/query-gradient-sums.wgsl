// query-gradient-sums: the gradients r_h, u_h and d_q of query-scores-gradient-wide for four heads,
// in workgroup memory. Goes in front of that kernel, whose bindings and params it reads; workgroups
// of 256, up to 254 residues, width 256 and heads d_head 256. Every invocation must call each fill,
// in this order: they hold barriers. Workgroup memory 14 KiB.
var<workgroup> row_gradients: array<vec4f, 256>;  // r of four heads [residues + 2]
var<workgroup> towards: array<vec4f, 256>;        // u of four heads [width]
var<workgroup> query: array<f32, 256>;            // d_q of all heads [heads, d_head]
var<workgroup> parts: array<vec4f, 256>;
var<workgroup> position_parts: array<f32, 256>;

// d_scores of a head, zero past the last head.
fn score_gradient(head: u32, at: u32, replica: u32) -> f32 {
	let value = d_scores[replica * params.d_scores_stride + min(head, params.heads - 1u) * 2u * params.residues + at];
	return select(0.0, value, head < params.heads);
}

// r of four heads for every row of the table: a token's is the sum of its entries in both halves of
// d_scores, a position's is the sum over one half.
fn fill_row_gradients(head: u32, lane: u32, replica: u32) {
	let residues = params.residues;
	let t = min(lane, residues - 1u);
	var own: vec4f;
	for (var h = 0u; h < 4u; h++) {
		own[h] = score_gradient(head + h, t, replica) + score_gradient(head + h, residues + t, replica);
	}
	// 32 lanes for each of two positions and four heads.
	let place = lane / 128u * residues;
	var sum = 0.0;
	for (var i = lane % 32u; i < residues; i += 32u) { sum += score_gradient(head + lane / 32u % 4u, place + i, replica); }
	position_parts[lane] = sum;
	for (var half = 16u; half > 0u; half /= 2u) {
		workgroupBarrier();
		if (lane % 32u < half) { position_parts[lane] += position_parts[lane + half]; }
	}
	workgroupBarrier();
	if (lane < residues) {
		row_gradients[lane] = own;
	} else if (lane < residues + 2u) {
		let at = (lane - residues) * 128u;
		let sums = vec4f(position_parts[at], position_parts[at + 32u], position_parts[at + 64u], position_parts[at + 96u]);
		row_gradients[lane] = sums;
	}
	workgroupBarrier();
}

// scale u of four heads: 64 columns at a time, 4 lanes each.
fn fill_towards(lane: u32, replica: u32) {
	for (var first = 0u; first < params.width; first += 64u) {
		let d = first + lane % 64u;
		let at = replica * params.table_stride + min(d, params.width - 1u);
		var sum = vec4f(0.0);
		for (var t = lane / 64u; t < params.residues + 2u; t += 4u) { sum += row_gradients[t] * table[at + t * params.width]; }
		parts[lane] = sum;
		workgroupBarrier();
		if (lane < 64u && d < params.width) {
			towards[d] = params.scale * ((parts[lane] + parts[lane + 64u]) + (parts[lane + 128u] + parts[lane + 192u]));
		}
		workgroupBarrier();
	}
}

// d_q of four heads: 64 numbers at a time, 4 lanes each.
fn fill_query(head: u32, lane: u32, replica: u32) {
	let count = min(4u, params.heads - head) * params.d_head;
	for (var first = 0u; first < count; first += 64u) {
		let i = first + lane % 64u;
		let h = min(i, count - 1u) / params.d_head;
		let at = replica * params.w_k_stride + (head + h) * params.width * params.d_head + min(i, count - 1u) % params.d_head;
		var sum = 0.0;
		for (var d = lane / 64u; d < params.width; d += 4u) { sum += w_k[at + d * params.d_head] * towards[d][h]; }
		parts[lane].x = sum;
		workgroupBarrier();
		if (lane < 64u && i < count) {
			query[head * params.d_head + i] = (parts[lane].x + parts[lane + 64u].x) + (parts[lane + 128u].x + parts[lane + 192u].x);
		}
		workgroupBarrier();
	}
}
