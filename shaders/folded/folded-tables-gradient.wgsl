// folded-tables-gradient: d_through[h, t] = d_table[h, t] + d_table[h, residues + t], d_through[h,
// residues + i] = sum over t of d_table[h, i residues + t] for both positions i, d_through[h,
// residues + 2] = d_total = sum over t of d_base[t]. d_table [heads, 2 residues, 4 blocks], d_base
// [residues, 4 blocks], d_through [heads, residues + 3, 4 blocks]. dispatch: vec4s of a row in x;
// in y d_total, the two sums of every head, then the tokens, long ones first; z is the replica.
// Coalesced, bound by memory (intensity 1 add for 4 bytes); a sum is one lane's 113 loads at p =
// 113, in fixed order. No workgroup memory.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	d_table_stride: u32,
	d_base_stride: u32,
	d_through_stride: u32,
	d_total_stride: u32,
	heads: u32,
	residues: u32,
	blocks: u32,
}

@group(0) @binding(0) var<storage, read> d_table: array<vec4f>;          // [heads, 2 residues, blocks]
@group(0) @binding(1) var<storage, read> d_base: array<vec4f>;           // [residues, blocks]
@group(0) @binding(2) var<storage, read_write> d_through: array<vec4f>;  // [heads, residues + 3, blocks]
@group(0) @binding(3) var<storage, read_write> d_total: array<vec4f>;    // [1, blocks]
@group(1) @binding(0) var<uniform> params: Params;

fn base_sum(block: u32, replica: u32) -> vec4f {
	var at = replica * params.d_base_stride / 4u + block;
	var sum = vec4f(0.0);
	for (var t = 0u; t < params.residues; t++) {
		sum += d_base[at];
		at += params.blocks;
	}
	return sum;
}

fn position_sum(first_row: u32, block: u32, replica: u32) -> vec4f {
	var at = replica * params.d_table_stride / 4u + first_row * params.blocks + block;
	var sum = vec4f(0.0);
	for (var t = 0u; t < params.residues; t++) {
		sum += d_table[at];
		at += params.blocks;
	}
	return sum;
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn folded_tables_gradient(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) lane: u32) {
	let block = workgroup.x * WORKGROUP_SIZE + lane;
	if (block >= params.blocks) { return; }
	let replica = workgroup.z;
	let number = workgroup.y;
	let rows = params.residues + 3u;
	let through_start = replica * params.d_through_stride / 4u + block;
	if (number == 0u) {
		let sum = base_sum(block, replica);
		d_total[replica * params.d_total_stride / 4u + block] = sum;
		for (var head = 0u; head < params.heads; head++) {
			d_through[through_start + (head * rows + params.residues + 2u) * params.blocks] = sum;
		}
		return;
	}
	let sums = 2u * params.heads;
	if (number <= sums) {
		let place = number - 1u;
		let sum = position_sum(place * params.residues, block, replica);
		d_through[through_start + (place / 2u * rows + params.residues + place % 2u) * params.blocks] = sum;
		return;
	}
	let head = (number - 1u - sums) / params.residues;
	let row = number - 1u - sums - head * params.residues;
	let at = replica * params.d_table_stride / 4u + (2u * head * params.residues + row) * params.blocks + block;
	let both = d_table[at] + d_table[at + params.residues * params.blocks];
	d_through[through_start + (head * rows + row) * params.blocks] = both;
}
