// attention-mix-pattern-gradient: d_pattern[row, h, j] = sum over f of d_y[row, f] table[h,
// index[row, j], f], zero for context <= j < width. d_y = d_neurons [rows, hidden] beside d_direct
// [rows, outputs], table [heads, table_rows, 4 blocks] with zeros for padding. The entries (row, j)
// of table row t are order[offsets[t]] to order[offsets[t + 1] - 1]. For software adapters, where a
// load costs as much as eight multiply-adds and both sides of a branch are executed: linear in (x,
// y) over head blocks * runs * table_rows; `runs` invocations share a table row and take 8 of its
// entries in turn, x 4 heads: 48 loads for 128 multiply-adds. z is the replica.
override WORKGROUP_SIZE: u32 = 4u;

// Four entries of a table row from `first` on; past `end` the last one again.
fn four_entries(first: u32, end: u32, replica: u32) -> vec4u {
	let at = replica * params.order_stride + min(vec4u(first) + vec4u(0u, 1u, 2u, 3u), vec4u(end - 1u));
	return vec4u(order[at.x], order[at.y], order[at.z], order[at.w]);
}

// Past the real columns of a row these are the next row's, which meet the table's zeros.
fn four_neurons(at: u32) -> vec4f {
	return vec4f(d_neurons[at], d_neurons[at + 1u], d_neurons[at + 2u], d_neurons[at + 3u]);
}

fn four_outputs(at: u32) -> vec4f {
	return vec4f(d_direct[at], d_direct[at + 1u], d_direct[at + 2u], d_direct[at + 3u]);
}

fn store_entry(entry: u32, head: u32, value: vec4f, replica: u32) {
	let own = entry % params.context;
	let row_start = replica * params.d_pattern_stride + entry / params.context * params.heads * params.width;
	for (var h = 0u; h < 4u && head + h < params.heads; h++) {
		let at = row_start + (head + h) * params.width;
		d_pattern[at + own] = value[h];
		if (own == 0u) {
			for (var j = params.context; j < params.width; j++) { d_pattern[at + j] = 0.0; }
		}
	}
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn attention_mix_pattern_gradient(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let replica = workgroup.z;
	let table_row = i % params.table_rows;
	let run = i / params.table_rows % params.runs;
	let head = i / (params.table_rows * params.runs) * 4u;
	let heads = min(vec4u(head) + vec4u(0u, 1u, 2u, 3u), vec4u(params.heads - 1u));
	let heads_at = replica * params.table_stride / 4u + (heads * params.table_rows + table_row) * params.blocks;
	let neuron_blocks = params.hidden_blocks;
	let output_blocks = params.blocks - neuron_blocks;
	let offsets_at = replica * params.offsets_stride + table_row;
	let end = offsets[offsets_at + 1u];
	for (var first = offsets[offsets_at] + 8u * run; first < end; first += 8u * params.runs) {
		let low_entries = four_entries(first, end, replica);
		let high_entries = four_entries(first + 4u, end, replica);
		var low = replica * params.d_neurons_stride + low_entries / params.context * params.hidden;
		var high = replica * params.d_neurons_stride + high_entries / params.context * params.hidden;
		var at = heads_at;
		var sum0 = vec4f(0.0); var sum1 = vec4f(0.0); var sum2 = vec4f(0.0); var sum3 = vec4f(0.0);
		var sum4 = vec4f(0.0); var sum5 = vec4f(0.0); var sum6 = vec4f(0.0); var sum7 = vec4f(0.0);
		for (var block = 0u; block < neuron_blocks; block++) {
			let values = four_heads(at);
			sum0 += four_neurons(low.x) * values; sum1 += four_neurons(low.y) * values;
			sum2 += four_neurons(low.z) * values; sum3 += four_neurons(low.w) * values;
			sum4 += four_neurons(high.x) * values; sum5 += four_neurons(high.y) * values;
			sum6 += four_neurons(high.z) * values; sum7 += four_neurons(high.w) * values;
			at += 1u; low += 4u; high += 4u;
		}
		low = replica * params.d_direct_stride + low_entries / params.context * params.outputs;
		high = replica * params.d_direct_stride + high_entries / params.context * params.outputs;
		for (var block = 0u; block < output_blocks; block++) {
			let values = four_heads(at);
			sum0 += four_outputs(low.x) * values; sum1 += four_outputs(low.y) * values;
			sum2 += four_outputs(low.z) * values; sum3 += four_outputs(low.w) * values;
			sum4 += four_outputs(high.x) * values; sum5 += four_outputs(high.y) * values;
			sum6 += four_outputs(high.z) * values; sum7 += four_outputs(high.w) * values;
			at += 1u; low += 4u; high += 4u;
		}
		let sums = array<vec4f, 8>(sum0, sum1, sum2, sum3, sum4, sum5, sum6, sum7);
		for (var q = 0u; q < 4u; q++) {
			if (first + q < end) { store_entry(low_entries[q], head, sums[q], replica); }
			if (first + 4u + q < end) { store_entry(high_entries[q], head, sums[4u + q], replica); }
		}
	}
}
