// attention-mix-pattern-gradient-wide: attention-mix-pattern-gradient for GPUs, 64 lanes a row over
// the columns. d_pattern[row, h, j] = sum over f of d_y[row, f] table[h, index[row, j], f], zero
// for context <= j < width; d_y = d_neurons [rows, hidden] beside d_direct [rows, outputs], table
// [heads, table_rows, 4 blocks] with zeros for padding. dispatch: one workgroup of 64 a row in (x,
// y); z is the replica. Two positions and four heads in one pass and one fixed tree: at p = 113
// that is all of a row. Intensity: 32 multiply-adds for 9 vec4s, 1 of d_y from memory and 8 of the
// table (2 MB at p = 113) from the cache; vec4s coalesce over blocks, 4 lanes store. Workgroup
// memory 2 KiB.

@compute @workgroup_size(64)
fn attention_mix_pattern_gradient_wide(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let row = workgroup.y * groups.x + workgroup.x;
	if (row >= params.count) { return; }
	let replica = workgroup.z;
	let result_start = replica * params.d_pattern_stride + row * params.heads * params.width;
	let index_start = replica * params.index_stride + row * params.context;
	for (var first = 0u; first < params.context; first += 2u) {
		// Past an odd last position that one again, which is then not written.
		let second = min(first + 1u, params.context - 1u);
		for (var head = 0u; head < params.heads; head += 4u) {
			let heads = min(vec4u(head) + vec4u(0u, 1u, 2u, 3u), vec4u(params.heads - 1u)) * params.table_rows;
			let table_start = replica * params.table_stride / 4u;
			let first_at = table_start + (heads + index[index_start + first]) * params.blocks;
			let second_at = table_start + (heads + index[index_start + second]) * params.blocks;
			var sums = mat2x4f();
			for (var block = lane; block < params.blocks; block += 64u) {
				let gradient = gradient_at(row, block, replica);
				sums += mat2x4f(gradient * four_heads(first_at + block), gradient * four_heads(second_at + block));
			}
			let totals = workgroup_sum8(lane, sums);
			if (lane < 4u && head + lane < params.heads) {
				let at = result_start + (head + lane) * params.width;
				d_pattern[at + first] = totals[0][lane];
				if (second > first) { d_pattern[at + second] = totals[1][lane]; }
			}
		}
	}
	let zeros = params.width - params.context;
	for (var i = lane; i < params.heads * zeros; i += 64u) {
		d_pattern[result_start + i / zeros * params.width + params.context + i % zeros] = 0.0;
	}
}
