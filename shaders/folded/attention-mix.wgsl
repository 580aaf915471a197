// attention-mix: y[row, f] = base[index[row, 0], f] + sum over h, j of pattern[row, h, j] table[h,
// index[row, j], f], rectified into neurons for f < hidden, else into direct (columns past the real
// ones of each part are padding). pattern [rows, heads, width >= context], table [heads,
// table_rows, 4 blocks], index [rows, context], base [base rows, 4 blocks]. dispatch: linear in (x,
// y) over ceil(rows / 4) * blocks, 4 rows x one vec4 an invocation; z is the replica. Coalesced
// over blocks. Rows come sorted by index[row, 0], so 4 neighbours mostly share that table row:
// intensity 128 multiply-adds for 20 vec4s and 32 weights, which neighbours share. The table (2 MB
// at p = 113) stays in the cache; no workgroup memory.
override WORKGROUP_SIZE: u32 = 64u;

// One vec4 of the table for each of four heads.
fn four_heads(at: vec4u) -> mat4x4f {
	return mat4x4f(table[at.x], table[at.y], table[at.z], table[at.w]);
}

// The weights of four heads of a row, `start` being the place of head 0; 0 past the last head.
fn four_weights(start: u32, head: u32) -> vec4f {
	let heads = vec4u(head) + vec4u(0u, 1u, 2u, 3u);
	let at = start + min(heads, vec4u(params.heads - 1u)) * params.width;
	let values = vec4f(pattern[at.x], pattern[at.y], pattern[at.z], pattern[at.w]);
	return select(vec4f(0.0), values, heads < vec4u(params.heads));
}

// Writes four columns of a row to where they belong, rectified for the neurons.
fn store_block(row: u32, block: u32, value: vec4f, replica: u32) {
	if (block < params.hidden_blocks) {
		let start = replica * params.neurons_stride + row * params.hidden;
		let result = max(value, vec4f(0.0));
		for (var c = 0u; c < 4u && 4u * block + c < params.hidden; c++) { neurons[start + 4u * block + c] = result[c]; }
	} else {
		let first = 4u * (block - params.hidden_blocks);
		let start = replica * params.direct_stride + row * params.outputs;
		for (var c = 0u; c < 4u && first + c < params.outputs; c++) { direct[start + first + c] = value[c]; }
	}
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn attention_mix(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let replica = workgroup.z;
	let first = i / params.blocks * 4u;
	let block = i % params.blocks;
	let rows = min(vec4u(first) + vec4u(0u, 1u, 2u, 3u), vec4u(params.rows - 1u));
	let index_at = replica * params.index_stride + rows * params.context;
	let pattern_at = replica * params.pattern_stride + rows * params.heads * params.width;
	let base_start = replica * params.base_stride / 4u + block;
	var sums: array<vec4f, 4>;
	for (var r = 0u; r < 4u; r++) { sums[r] = base[base_start + index[index_at[r]] * params.blocks]; }
	let block_at = replica * params.table_stride / 4u + block;
	for (var j = 0u; j < params.context; j++) {
		let from_row = vec4u(index[index_at.x + j], index[index_at.y + j], index[index_at.z + j], index[index_at.w + j]);
		let is_shared = all(from_row == from_row.xxxx);
		let at = from_row * params.blocks;
		for (var head = 0u; head < params.heads; head += 4u) {
			let heads = min(vec4u(head) + vec4u(0u, 1u, 2u, 3u), vec4u(params.heads - 1u));
			let heads_at = block_at + heads * params.table_rows * params.blocks;
			var values = four_heads(heads_at + at.x);
			for (var r = 0u; r < 4u; r++) {
				if (r > 0u && !is_shared) { values = four_heads(heads_at + at[r]); }
				sums[r] += values * four_weights(pattern_at[r] + j, head);
			}
		}
	}
	for (var r = 0u; r < 4u && first + r < params.rows; r++) { store_block(first + r, block, sums[r], replica); }
}
