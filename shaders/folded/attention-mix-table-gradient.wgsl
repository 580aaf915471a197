// attention-mix-table-gradient: d_table[h, t, f] = sum over entries e = (row, j) that point at t of
// pattern[row, h, j] d_y[row, f], in the order of `order`; d_base[t, f] = sum of d_y[row, f] over
// those with j = 0. d_y = d_neurons [rows, hidden] beside d_direct [rows, outputs], pattern [rows,
// heads, width], order [rows * context], offsets [table_rows + 1], d_table [heads, table_rows, 4
// blocks], d_base [base rows <= table_rows, 4 blocks]; padding: zero. For software adapters, where
// a load costs as much as eight multiply-adds and both sides of a branch are executed, but not a
// loop without rounds: linear in (x, y) over head blocks * table_rows * pairs of vec4s that lie in
// one part of the columns: 4 heads x 8 columns an invocation, 13 loads for 40 multiply-adds; more
// entries at a time are slower. z is the replica.
override WORKGROUP_SIZE: u32 = 4u;

// The row of an entry, its weights by head, and 1 where j = 0.
struct Entry {
	row: u32,
	weights: vec4f,
	own: f32,
}

fn entry_at(e: u32, heads_at: vec4u, replica: u32) -> Entry {
	let entry = order[replica * params.order_stride + e];
	let row = entry / params.context;
	let j = entry - row * params.context;
	let at = heads_at + row * params.heads * params.width + j;
	let weights = vec4f(pattern[at.x], pattern[at.y], pattern[at.z], pattern[at.w]);
	return Entry(row, weights, select(0.0, 1.0, j == 0u));
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn attention_mix_table_gradient(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let replica = workgroup.z;
	let neuron_pairs = (params.hidden_blocks + 1u) / 2u;
	let pairs = neuron_pairs + (params.blocks - params.hidden_blocks + 1u) / 2u;
	let number = i / pairs;
	let is_neuron = i - number * pairs < neuron_pairs;
	let own = 2u * (i - number * pairs - select(neuron_pairs, 0u, is_neuron));
	let head = number / params.table_rows * 4u;
	let table_row = number % params.table_rows;
	let four = vec4u(0u, 1u, 2u, 3u);
	let heads_at = replica * params.pattern_stride + min(head + four, vec4u(params.heads - 1u)) * params.width;
	let offsets_at = replica * params.offsets_stride + table_row;
	let first = offsets[offsets_at];
	let end = offsets[offsets_at + 1u];
	var left0: vec4f; var left1: vec4f; var left2: vec4f; var left3: vec4f; var left4: vec4f;
	var right0: vec4f; var right1: vec4f; var right2: vec4f; var right3: vec4f; var right4: vec4f;
	// Past the real columns of a row these are the next row's; they are not written.
	let neurons_at = replica * params.d_neurons_stride + 4u * own;
	for (var e = first; e < select(0u, end, is_neuron); e++) {
		let entry = entry_at(e, heads_at, replica);
		let at = neurons_at + entry.row * params.hidden;
		let near = vec4f(d_neurons[at], d_neurons[at + 1u], d_neurons[at + 2u], d_neurons[at + 3u]);
		left0 += entry.weights.x * near; left1 += entry.weights.y * near;
		left2 += entry.weights.z * near; left3 += entry.weights.w * near; left4 += entry.own * near;
		let far = vec4f(d_neurons[at + 4u], d_neurons[at + 5u], d_neurons[at + 6u], d_neurons[at + 7u]);
		right0 += entry.weights.x * far; right1 += entry.weights.y * far;
		right2 += entry.weights.z * far; right3 += entry.weights.w * far; right4 += entry.own * far;
	}
	let outputs_at = replica * params.d_direct_stride + 4u * own;
	for (var e = first; e < select(end, 0u, is_neuron); e++) {
		let entry = entry_at(e, heads_at, replica);
		let at = outputs_at + entry.row * params.outputs;
		let near = vec4f(d_direct[at], d_direct[at + 1u], d_direct[at + 2u], d_direct[at + 3u]);
		left0 += entry.weights.x * near; left1 += entry.weights.y * near;
		left2 += entry.weights.z * near; left3 += entry.weights.w * near; left4 += entry.own * near;
		let far = vec4f(d_direct[at + 4u], d_direct[at + 5u], d_direct[at + 6u], d_direct[at + 7u]);
		right0 += entry.weights.x * far; right1 += entry.weights.y * far;
		right2 += entry.weights.z * far; right3 += entry.weights.w * far; right4 += entry.own * far;
	}
	let block = own + select(params.hidden_blocks, 0u, is_neuron);
	let columns = select(params.outputs, params.hidden, is_neuron);
	let real_left = select(vec4f(0.0), vec4f(1.0), 4u * own + four < vec4u(columns));
	let real_right = select(vec4f(0.0), vec4f(1.0), 4u * own + 4u + four < vec4u(columns));
	let has_right = block + 1u < select(params.blocks, params.hidden_blocks, is_neuron);
	let lefts = array<vec4f, 4>(left0, left1, left2, left3);
	let rights = array<vec4f, 4>(right0, right1, right2, right3);
	let table_start = replica * params.d_table_stride / 4u + block;
	for (var h = 0u; h < 4u && head + h < params.heads; h++) {
		let at = table_start + ((head + h) * params.table_rows + table_row) * params.blocks;
		d_table[at] = lefts[h] * real_left;
		if (has_right) { d_table[at + 1u] = rights[h] * real_right; }
	}
	if (head > 0u || table_row >= params.base_rows) { return; }
	let at = replica * params.d_base_stride / 4u + table_row * params.blocks + block;
	d_base[at] = left4 * real_left;
	if (has_right) { d_base[at + 1u] = right4 * real_right; }
}
