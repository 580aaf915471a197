// query-scores-gradient: gradients of query-scores by its table, W_Q and W_K. With r_h[t] the
// gradient of table[t] v_h: u_h = sum over t of r_h[t] table[t]; d_w_k = scale u_h q_h^T; d_q =
// scale W_K^T u_h; d_w_q = x d_q^T; d_table[t] = sum over h of r_h[t] v_h; d_table's last row = sum
// over h of W_Q^h d_q. d_scores [heads, 2 residues], table and d_table [residues + 3, width], w_q,
// w_k [heads, width, d_head], vectors q_h, v_h. dispatch: (1 + ceil((residues + 2) / rows), 1,
// replicas). The first workgroup computes u_h, d_q, d_w_k, d_w_q and d_table's last row, where each
// step needs the one before, and its lanes share a step; the others compute d_table's other rows.
// u_h is kept in column 0 of d_w_k and d_q in row 0 of d_w_q, which are computed last. For software
// adapters, and for sizes beyond the workgroup memory of query-scores-gradient-wide. Bound by
// latency: at p = 113 a lane of 256 does 230 multiply-adds for u_h, 64 for d_q and for x, 130
// stores. Intensity: a multiply-add for 2 loads. Those for u_h and d_q coalesce over width or
// d_head; those of w_q and the stores into column 0 of d_w_k are d_head floats apart. No workgroup
// memory.
override WORKGROUP_SIZE: u32 = 256u;

// u_h[d]: a token's gradient is the sum over both halves of d_scores, a position's over one.
fn towards_at(head: u32, d: u32, replica: u32) -> f32 {
	let scores_at = replica * params.d_scores_stride + head * 2u * params.residues;
	let table_start = replica * params.table_stride + d;
	var tokens = 0.0;
	var positions = vec2f(0.0);
	for (var t = 0u; t < params.residues; t++) {
		let both = vec2f(d_scores[scores_at + t], d_scores[scores_at + params.residues + t]);
		tokens += (both.x + both.y) * table[table_start + t * params.width];
		positions += both;
	}
	let place = table_start + params.residues * params.width;
	return tokens + positions.x * table[place] + positions.y * table[place + params.width];
}

fn write_row(row: u32, d: u32, replica: u32) {
	var sum = 0.0;
	for (var head = 0u; head < params.heads; head++) {
		let scores_at = replica * params.d_scores_stride + head * 2u * params.residues;
		var gradient = 0.0;
		if (row < params.residues) {
			gradient = d_scores[scores_at + row] + d_scores[scores_at + params.residues + row];
		} else {
			let half = scores_at + (row - params.residues) * params.residues;
			for (var t = 0u; t < params.residues; t++) { gradient += d_scores[half + t]; }
		}
		let v = head * (params.d_head + params.width) + params.d_head;
		sum += gradient * vectors[replica * params.vectors_stride + v + d];
	}
	d_table[replica * params.d_table_stride + row * params.width + d] = sum;
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn query_scores_gradient(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) lane: u32) {
	let replica = workgroup.z;
	let width = params.width;
	let d_head = params.d_head;
	let matrix = width * d_head;
	if (workgroup.x > 0u) {
		let first = (workgroup.x - 1u) * params.rows;
		let end = min(first + params.rows, params.residues + 2u) * width;
		for (var i = first * width + lane; i < end; i += WORKGROUP_SIZE) { write_row(i / width, i % width, replica); }
		return;
	}
	let q_out = replica * params.d_w_q_stride;
	let k_out = replica * params.d_w_k_stride;
	for (var i = lane; i < params.heads * width; i += WORKGROUP_SIZE) {
		d_w_k[k_out + i * d_head] = params.scale * towards_at(i / width, i % width, replica);
	}
	storageBarrier();
	for (var i = lane; i < params.heads * d_head; i += WORKGROUP_SIZE) {
		let at = i / d_head * matrix + i % d_head;
		let u_at = k_out + i / d_head * matrix;
		var sum = 0.0;
		for (var d = 0u; d < matrix; d += d_head) {
			sum += w_k[replica * params.w_k_stride + at + d] * d_w_k[u_at + d];
		}
		d_w_q[q_out + at] = sum;
	}
	storageBarrier();
	let last = (params.residues + 2u) * width;
	for (var d = lane; d < width; d += WORKGROUP_SIZE) {
		var sum = 0.0;
		for (var i = 0u; i < params.heads * d_head; i++) {
			let at = i / d_head * matrix + i % d_head;
			sum += w_q[replica * params.w_q_stride + at + d * d_head] * d_w_q[q_out + at];
		}
		d_table[replica * params.d_table_stride + last + d] = sum;
	}
	// Row 0 of d_w_q and column 0 of d_w_k are still read, so they come last.
	for (var i = lane; i < params.heads * matrix; i += WORKGROUP_SIZE) {
		let head = i / matrix;
		let d = i / d_head % width;
		let k = i % d_head;
		let x = table[replica * params.table_stride + last + d];
		if (d > 0u) { d_w_q[q_out + i] = x * d_w_q[q_out + head * matrix + k]; }
		let q = vectors[replica * params.vectors_stride + head * (d_head + width) + k];
		if (k > 0u) { d_w_k[k_out + i] = d_w_k[k_out + i - k] * q; }
	}
	storageBarrier();
	for (var i = lane; i < params.heads * width; i += WORKGROUP_SIZE) {
		let head = i / width;
		d_w_k[k_out + i * d_head] *= vectors[replica * params.vectors_stride + head * (d_head + width)];
	}
	for (var i = lane; i < params.heads * d_head; i += WORKGROUP_SIZE) {
		d_w_q[q_out + i / d_head * matrix + i % d_head] *= table[replica * params.table_stride + last];
	}
}
