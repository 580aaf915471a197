// attention-mix-table-gradient-wide: attention-mix-table-gradient for GPUs: 16 lanes share the
// entries of a table row. d_table[h, t, f] = sum over entries e = (row, j) that point at t of
// pattern[row, h, j] d_y[row, f], in the order of `order`; d_base[t, f] = sum of d_y[row, f] over
// those with j = 0. d_y = d_neurons [rows, hidden] beside d_direct [rows, outputs], pattern [rows,
// heads, width], order [rows * context], offsets [table_rows + 1], d_table [heads, table_rows, 4
// blocks], d_base [base rows <= table_rows, 4 blocks]; padding gets zero. dispatch: (ceil(blocks /
// 16), table_rows * head blocks, replicas), 16 x 16 invocations: 4 heads x one vec4 each, then a
// fixed tree over the lanes. Intensity: 20 multiply-adds for a vec4, coalesced over blocks, and 4
// weights. Workgroup memory 4 KiB. A token holds about n / p entries, 34 at p = 113.

// The weights of four heads for an entry.
fn four_weights(entry: u32, heads: vec4u, replica: u32) -> vec4f {
	let row_start = replica * params.pattern_stride + entry / params.context * params.heads * params.width;
	let at = row_start + heads * params.width + entry % params.context;
	return vec4f(pattern[at.x], pattern[at.y], pattern[at.z], pattern[at.w]);
}

// 1 for the columns of a block that are real, 0 for padding.
fn real_columns(block: u32) -> vec4f {
	let is_neuron = block < params.hidden_blocks;
	let first = select(4u * (block - params.hidden_blocks), 4u * block, is_neuron);
	let end = select(params.outputs, params.hidden, is_neuron);
	return select(vec4f(0.0), vec4f(1.0), first + vec4u(0u, 1u, 2u, 3u) < vec4u(end));
}

var<workgroup> parts: array<vec4f, 256>;  // [16 lanes, 16 blocks]

// The sum over the 16 lanes of a block, in every lane of it. Every invocation must call it: it
// holds barriers.
fn sum_over_lanes(local: vec3u, value: vec4f) -> vec4f {
	let at = local.y * 16u + local.x;
	parts[at] = value;
	for (var half = 8u; half > 0u; half /= 2u) {
		workgroupBarrier();
		if (local.y < half) { parts[at] += parts[at + half * 16u]; }
	}
	workgroupBarrier();
	let sum = parts[local.x];
	workgroupBarrier();
	return sum;
}

@compute @workgroup_size(16, 16)
fn attention_mix_table_gradient_wide(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(local_invocation_id) local: vec3u
) {
	let replica = workgroup.z;
	let block = workgroup.x * 16u + local.x;
	let table_row = workgroup.y % params.table_rows;
	let head = workgroup.y / params.table_rows * 4u;
	let heads = min(vec4u(head) + vec4u(0u, 1u, 2u, 3u), vec4u(params.heads - 1u));
	let offsets_at = replica * params.offsets_stride + table_row;
	var sums: mat4x4f;
	var rows_sum: vec4f;
	for (var e = offsets[offsets_at] + local.y; e < offsets[offsets_at + 1u]; e += 16u) {
		let entry = order[replica * params.order_stride + e];
		let values = gradient_at(entry / params.context, min(block, params.blocks - 1u), replica);
		let weights = four_weights(entry, heads, replica);
		sums += mat4x4f(values * weights.x, values * weights.y, values * weights.z, values * weights.w);
		rows_sum += select(0.0, 1.0, entry % params.context == 0u) * values;
	}
	let totals = array<vec4f, 5>(
		sum_over_lanes(local, sums[0]),
		sum_over_lanes(local, sums[1]),
		sum_over_lanes(local, sums[2]),
		sum_over_lanes(local, sums[3]),
		sum_over_lanes(local, rows_sum)
	);
	// Lane h of a block writes head h, the one behind them the base.
	let h = local.y;
	if (block >= params.blocks || h > 4u) { return; }
	let total = totals[h] * real_columns(block);
	if (h < 4u && head + h < params.heads) {
		let row_start = replica * params.d_table_stride / 4u + ((head + h) * params.table_rows + table_row) * params.blocks;
		d_table[row_start + block] = total;
	}
	if (h == 4u && head == 0u && table_row < params.base_rows) {
		d_base[replica * params.d_base_stride / 4u + table_row * params.blocks + block] = total;
	}
}
