// folded-tables: table[h, t] = through[h, t] + through[h, residues], table[h, residues + t] =
// through[h, t] + through[h, residues + 1]; base[t] = last weights + sum over h of through[h,
// residues + 2] + b_in for neurons, b_out weights for outputs. through [heads, residues + 3, 4
// blocks], last [1, width], weights [width, 4 blocks], table [heads, 2 residues, 4 blocks].
// dispatch: vec4s of a row in x; in y base, then the rows of through for every head; z is the
// replica. Coalesced, bound by memory (intensity 2 adds for 5 vec4s); 157 lanes do base's 128
// products each at p = 113. No workgroup memory.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	through_stride: u32,
	last_stride: u32,
	weights_stride: u32,
	b_in_stride: u32,
	b_out_stride: u32,
	table_stride: u32,
	base_stride: u32,
	heads: u32,
	residues: u32,
	width: u32,
	blocks: u32,
	hidden: u32,
	hidden_blocks: u32,
}

@group(0) @binding(0) var<storage, read> through: array<vec4f>;      // [heads, residues + 3, blocks]
@group(0) @binding(1) var<storage, read> last: array<f32>;           // [1, width]
@group(0) @binding(2) var<storage, read> weights: array<vec4f>;      // [width, blocks]
@group(0) @binding(3) var<storage, read> b_in: array<f32>;           // [hidden]
@group(0) @binding(4) var<storage, read> b_out: array<f32>;          // [width]
@group(0) @binding(5) var<storage, read_write> table: array<vec4f>;  // [heads, 2 residues, blocks]
@group(0) @binding(6) var<storage, read_write> base: array<vec4f>;   // [residues, blocks]
@group(1) @binding(0) var<uniform> params: Params;

fn bias_at(column: u32, replica: u32) -> f32 {
	if (column >= params.hidden) { return 0.0; }
	return b_in[replica * params.b_in_stride + column];
}

fn write_base(block: u32, replica: u32) {
	let is_output = block >= params.hidden_blocks;
	var sum = vec4f(0.0);
	for (var d = 0u; d < params.width; d++) {
		var residual = last[replica * params.last_stride + d];
		if (is_output) { residual += b_out[replica * params.b_out_stride + d]; }
		sum += residual * weights[replica * params.weights_stride / 4u + d * params.blocks + block];
	}
	let rows = params.residues + 3u;
	let through_start = replica * params.through_stride / 4u + block;
	for (var h = 0u; h < params.heads; h++) {
		sum += through[through_start + (h * rows + params.residues + 2u) * params.blocks];
	}
	if (!is_output) {
		let c = 4u * block;
		let bias = vec2f(bias_at(c, replica), bias_at(c + 1u, replica));
		sum += vec4f(bias, bias_at(c + 2u, replica), bias_at(c + 3u, replica));
	}
	let base_start = replica * params.base_stride / 4u + block;
	for (var t = 0u; t < params.residues; t++) { base[base_start + t * params.blocks] = sum; }
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn folded_tables(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) lane: u32) {
	let block = workgroup.x * WORKGROUP_SIZE + lane;
	if (block >= params.blocks) { return; }
	if (workgroup.y == 0u) {
		write_base(block, workgroup.z);
		return;
	}
	let row = workgroup.y - 1u;
	let head = row / params.residues;
	let t = row - head * params.residues;
	let from_start = workgroup.z * params.through_stride / 4u + head * (params.residues + 3u) * params.blocks + block;
	let position_at = from_start + params.residues * params.blocks;
	let token = through[from_start + t * params.blocks];
	let to = workgroup.z * params.table_stride / 4u + (2u * head * params.residues + t) * params.blocks + block;
	table[to] = token + through[position_at];
	table[to + params.residues * params.blocks] = token + through[position_at + params.blocks];
}
