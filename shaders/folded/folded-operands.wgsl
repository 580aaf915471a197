// folded-operands: table[t] = W_E[t] - W_E["="], then W_pos[0] - W_pos[2], W_pos[1] - W_pos[2] and
// x = W_E["="] + W_pos[2]; last = x; weights = W_in and W_U side by side, each padded with zeros to
// whole vec4s. W_E [residues + 1, width], W_pos [3, width], W_in [width, hidden], W_U [width,
// outputs], weights [width, 4 blocks]. dispatch: columns of table and vec4s of weights in x, rows
// of table, then of weights in y, so that nothing is divided; coalesced, bound by memory (intensity
// 1 add for 12 bytes); z is the replica. No workgroup memory.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	embedding_stride: u32,
	positions_stride: u32,
	w_in_stride: u32,
	w_u_stride: u32,
	table_stride: u32,
	last_stride: u32,
	weights_stride: u32,
	residues: u32,
	width: u32,
	hidden: u32,
	outputs: u32,
	hidden_blocks: u32,
	blocks: u32,
}

@group(0) @binding(0) var<storage, read> embedding: array<f32>;      // [residues + 1, width]
@group(0) @binding(1) var<storage, read> positions: array<f32>;      // [3, width]
@group(0) @binding(2) var<storage, read> w_in: array<f32>;           // [width, hidden]
@group(0) @binding(3) var<storage, read> w_u: array<f32>;            // [width, outputs]
@group(0) @binding(4) var<storage, read_write> table: array<f32>;    // [residues + 3, width]
@group(0) @binding(5) var<storage, read_write> last: array<f32>;     // [1, width]
@group(0) @binding(6) var<storage, read_write> weights: array<vec4f>;  // [width, blocks]
@group(1) @binding(0) var<uniform> params: Params;

fn write_table(row: u32, d: u32, replica: u32) {
	let tokens = replica * params.embedding_stride + d;
	let places = replica * params.positions_stride + d;
	let equals = embedding[tokens + params.residues * params.width];
	let final_place = positions[places + 2u * params.width];
	var value = equals + final_place;
	if (row < params.residues) {
		value = embedding[tokens + row * params.width] - equals;
	} else if (row < params.residues + 2u) {
		value = positions[places + (row - params.residues) * params.width] - final_place;
	} else {
		last[replica * params.last_stride + d] = value;
	}
	table[replica * params.table_stride + row * params.width + d] = value;
}

fn write_weight(row: u32, block: u32, replica: u32) {
	let is_neuron = block < params.hidden_blocks;
	let columns = select(params.outputs, params.hidden, is_neuron);
	let column = 4u * (block - select(params.hidden_blocks, 0u, is_neuron)) + vec4u(0u, 1u, 2u, 3u);
	let at = row * columns + min(column, vec4u(columns - 1u));
	var value: vec4f;
	if (is_neuron) {
		let from_at = replica * params.w_in_stride + at;
		value = vec4f(w_in[from_at.x], w_in[from_at.y], w_in[from_at.z], w_in[from_at.w]);
	} else {
		let from_at = replica * params.w_u_stride + at;
		value = vec4f(w_u[from_at.x], w_u[from_at.y], w_u[from_at.z], w_u[from_at.w]);
	}
	let result = select(vec4f(0.0), value, column < vec4u(columns));
	weights[replica * params.weights_stride / 4u + row * params.blocks + block] = result;
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn folded_operands(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) lane: u32) {
	let column = workgroup.x * WORKGROUP_SIZE + lane;
	let table_rows = params.residues + 3u;
	if (workgroup.y < table_rows) {
		if (column < params.width) { write_table(workgroup.y, column, workgroup.z); }
	} else if (column < params.blocks) {
		write_weight(workgroup.y - table_rows, column, workgroup.z);
	}
}
