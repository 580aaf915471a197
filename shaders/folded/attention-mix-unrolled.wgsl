// attention-mix-unrolled: attention-mix of two positions through at most four heads. y[row, f] =
// base[index[row, 0], f] + sum over h, j of pattern[row, h, j] table[h, index[row, j], f],
// rectified into neurons for f < hidden, else into direct (columns past the real ones of each part
// are padding). pattern [rows, heads, width >= context], table [heads, table_rows, 4 blocks], index
// [rows, context], base [base rows, 4 blocks]. For software adapters, where loops and branches
// around what a kernel keeps cost more than the loads they save: linear in (x, y) over ceil(rows /
// 4) times pairs of vec4s that lie in one part of the columns, 4 rows x 8 columns an invocation, 10
// loads for 8 multiply-adds, with neither; half the time of attention-mix on SwiftShader. z is the
// replica.
override WORKGROUP_SIZE: u32 = 4u;

// The weights of four heads at their places; 0 past the last head.
fn four_weights(at: vec4u, is_head: vec4<bool>) -> vec4f {
	return select(vec4f(0.0), vec4f(pattern[at.x], pattern[at.y], pattern[at.z], pattern[at.w]), is_head);
}

// Sum over four heads of their weight times their vec4 of the table.
fn taken(at: vec4u, weights: vec4f) -> vec4f {
	let first = table[at.x] * weights.x + table[at.y] * weights.y;
	return first + table[at.z] * weights.z + table[at.w] * weights.w;
}

// Writes four columns to `at`, those before `end`.
fn store(at: u32, end: u32, value: vec4f, is_neuron: bool) {
	if (is_neuron) {
		if (at < end) { neurons[at] = value.x; }
		if (at + 1u < end) { neurons[at + 1u] = value.y; }
		if (at + 2u < end) { neurons[at + 2u] = value.z; }
		if (at + 3u < end) { neurons[at + 3u] = value.w; }
	} else {
		if (at < end) { direct[at] = value.x; }
		if (at + 1u < end) { direct[at + 1u] = value.y; }
		if (at + 2u < end) { direct[at + 2u] = value.z; }
		if (at + 3u < end) { direct[at + 3u] = value.w; }
	}
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn attention_mix_unrolled(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let replica = workgroup.z;
	let four = vec4u(0u, 1u, 2u, 3u);
	let neuron_pairs = (params.hidden_blocks + 1u) / 2u;
	let pairs = neuron_pairs + (params.blocks - params.hidden_blocks + 1u) / 2u;
	let quad = i / pairs;
	let pair = i - quad * pairs;
	let is_neuron = pair < neuron_pairs;
	let own = 2u * (pair - select(neuron_pairs, 0u, is_neuron));
	let left = own + select(params.hidden_blocks, 0u, is_neuron);
	let right = min(left + 1u, params.blocks - 1u);
	let rows = min(4u * quad + four, vec4u(params.rows - 1u));
	let is_head = four < vec4u(params.heads);
	let heads = min(four, vec4u(params.heads - 1u));
	let weight_at = heads * params.width;
	let row_at = replica * params.pattern_stride + rows * params.heads * params.width;
	let left_at = replica * params.table_stride / 4u + heads * params.table_rows * params.blocks + left;
	let right_at = left_at + (right - left);
	let index_at = replica * params.index_stride + 2u * rows;
	let a = params.blocks * vec4u(index[index_at.x], index[index_at.y], index[index_at.z], index[index_at.w]);
	let next_at = index_at + 1u;
	let b = params.blocks * vec4u(index[next_at.x], index[next_at.y], index[next_at.z], index[next_at.w]);
	let base_at = replica * params.base_stride / 4u + a;
	let wa0 = four_weights(row_at.x + weight_at, is_head);
	let wb0 = four_weights(row_at.x + weight_at + 1u, is_head);
	let l0 = base[base_at.x + left] + taken(left_at + a.x, wa0) + taken(left_at + b.x, wb0);
	let r0 = base[base_at.x + right] + taken(right_at + a.x, wa0) + taken(right_at + b.x, wb0);
	let wa1 = four_weights(row_at.y + weight_at, is_head);
	let wb1 = four_weights(row_at.y + weight_at + 1u, is_head);
	let l1 = base[base_at.y + left] + taken(left_at + a.y, wa1) + taken(left_at + b.y, wb1);
	let r1 = base[base_at.y + right] + taken(right_at + a.y, wa1) + taken(right_at + b.y, wb1);
	let wa2 = four_weights(row_at.z + weight_at, is_head);
	let wb2 = four_weights(row_at.z + weight_at + 1u, is_head);
	let l2 = base[base_at.z + left] + taken(left_at + a.z, wa2) + taken(left_at + b.z, wb2);
	let r2 = base[base_at.z + right] + taken(right_at + a.z, wa2) + taken(right_at + b.z, wb2);
	let wa3 = four_weights(row_at.w + weight_at, is_head);
	let wb3 = four_weights(row_at.w + weight_at + 1u, is_head);
	let l3 = base[base_at.w + left] + taken(left_at + a.w, wa3) + taken(left_at + b.w, wb3);
	let r3 = base[base_at.w + right] + taken(right_at + a.w, wa3) + taken(right_at + b.w, wb3);
	// Rows past the end are the last one again, written again.
	let columns = select(params.outputs, params.hidden, is_neuron);
	let start = replica * select(params.direct_stride, params.neurons_stride, is_neuron) + 4u * own;
	let lowest = vec4f(select(-3.4e38, 0.0, is_neuron));
	let end = start - 4u * own + (rows + 1u) * columns;
	let to = start + rows * columns;
	store(to.x, end.x, max(l0, lowest), is_neuron);
	store(to.x + 4u, end.x, max(r0, lowest), is_neuron);
	store(to.y, end.y, max(l1, lowest), is_neuron);
	store(to.y + 4u, end.y, max(r1, lowest), is_neuron);
	store(to.z, end.z, max(l2, lowest), is_neuron);
	store(to.z + 4u, end.z, max(r2, lowest), is_neuron);
	store(to.w, end.w, max(l3, lowest), is_neuron);
	store(to.w + 4u, end.w, max(r3, lowest), is_neuron);
}
