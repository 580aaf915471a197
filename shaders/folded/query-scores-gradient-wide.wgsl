// query-scores-gradient-wide: query-scores-gradient for GPUs, up to 254 residues and width 256.
// With r_h[t] the gradient of table[t] v_h: u_h = sum over t of r_h[t] table[t]; d_w_k = scale u_h
// q_h^T; d_q = scale W_K^T u_h; d_w_q = x d_q^T; d_table[t] = sum over h of r_h[t] v_h; d_table's
// last row, that of x, = sum over h of W_Q^h d_q. d_scores [heads, 2 residues], table and d_table
// [residues + 3, width], w_q, w_k [heads, width, d_head], vectors q_h, v_h. dispatch: (shares +
// ceil(residues / rows), 1, replicas). The first workgroups make u_h and d_q, four heads at a time,
// each for itself, which is cheaper than another dispatch, and write their share of the width: of
// d_w_q, d_w_k and the last three rows of d_table, which need all heads; the others write d_table's
// tokens. Bound by latency: at p = 113 a lane does 58 vec4 multiply-adds for u_h, 64 for d_q, 16
// for x, 16 stores. Intensity 2 multiply-adds a load. All loads coalesce over width or d_head,
// those of w_q in runs of 8, and so do stores. Workgroup memory 14 KiB of 16.

fn write_tokens(first: u32, lane: u32, replica: u32) {
	let end = min(first + params.rows, params.residues) * params.width;
	for (var i = first * params.width + lane; i < end; i += 256u) {
		let t = i / params.width;
		var sum = 0.0;
		for (var head = 0u; head < params.heads; head++) {
			let gradient = score_gradient(head, t, replica) + score_gradient(head, params.residues + t, replica);
			let v = replica * params.vectors_stride + head * (params.d_head + params.width) + params.d_head;
			sum += gradient * vectors[v + i % params.width];
		}
		d_table[replica * params.d_table_stride + i] = sum;
	}
}

@compute @workgroup_size(256)
fn query_scores_gradient_wide(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) lane: u32) {
	let replica = workgroup.z;
	let width = params.width;
	let d_head = params.d_head;
	if (workgroup.x >= params.shares) {
		write_tokens((workgroup.x - params.shares) * params.rows, lane, replica);
		return;
	}
	// At most 32 columns.
	let share = (width + params.shares - 1u) / params.shares;
	let first = min(workgroup.x * share, width);
	let count = min(share, width - first);
	let d_table_start = replica * params.d_table_stride + params.residues * width + first;
	let last = replica * params.table_stride + (params.residues + 2u) * width;
	let position = min(lane / share, 1u);
	var position_sum = 0.0;
	for (var head = 0u; head < params.heads; head += 4u) {
		fill_row_gradients(head, lane, replica);
		fill_towards(lane, replica);
		fill_query(head, lane, replica);
		for (var h = 0u; h < 4u && head + h < params.heads; h++) {
			let vectors_at = replica * params.vectors_stride + (head + h) * (d_head + width);
			let matrix_at = ((head + h) * width + first) * d_head;
			for (var i = lane; i < count * d_head; i += 256u) {
				let d = first + i / d_head;
				let k = i % d_head;
				d_w_k[replica * params.d_w_k_stride + matrix_at + i] = towards[d][h] * vectors[vectors_at + k];
				d_w_q[replica * params.d_w_q_stride + matrix_at + i] = table[last + d] * query[(head + h) * d_head + k];
			}
			let v = vectors_at + d_head + min(first + lane % share, width - 1u);
			position_sum += row_gradients[params.residues + position][h] * vectors[v];
		}
	}
	if (lane < 2u * share && lane % share < count) { d_table[d_table_start + position * width + lane % share] = position_sum; }
	// 8 lanes a column of the last row.
	let w_q_at = replica * params.w_q_stride + min(first + lane / 8u, width - 1u) * d_head;
	var sum = 0.0;
	for (var i = lane % 8u; i < params.heads * d_head; i += 8u) {
		sum += w_q[w_q_at + i / d_head * width * d_head + i % d_head] * query[i];
	}
	parts[lane].x = sum;
	workgroupBarrier();
	if (lane % 8u == 0u && lane / 8u < count) {
		var total = 0.0;
		for (var i = 0u; i < 8u; i++) { total += parts[lane + i].x; }
		d_table[d_table_start + 2u * width + lane / 8u] = total;
	}
}
