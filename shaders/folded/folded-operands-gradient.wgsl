// folded-operands-gradient: gradients of W_E, W_pos, W_in and W_U from those of folded-operands'
// outputs. d_W_E[t] = d_table[t]; d_W_E["="] = d_x - sum of d_table over residues; d_W_pos[0 and 1]
// = d_table's own rows, d_W_pos[2] = d_x - both; d_x = d_table's last row + d_last; d_W_in, d_W_U =
// their columns of d_weights, W_U's with `known` added. dispatch: columns, of the weights vec4s, in
// x, rows of W_E, of W_pos, then of both weights in y, so that nothing is divided; coalesced; the
// row of "=" adds up residues rows; z is the replica. Intensity at most 1 add for 12 bytes, bound
// by memory. No workgroup memory.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	d_table_stride: u32,
	d_last_stride: u32,
	d_weights_stride: u32,
	known_stride: u32,
	d_embedding_stride: u32,
	d_positions_stride: u32,
	d_w_in_stride: u32,
	d_w_u_stride: u32,
	residues: u32,
	width: u32,
	hidden: u32,
	outputs: u32,
	hidden_blocks: u32,
	blocks: u32,
	is_added: u32,
}

@group(0) @binding(0) var<storage, read> d_table: array<f32>;            // [residues + 3, width]
@group(0) @binding(1) var<storage, read> d_last: array<f32>;             // [1, width]
@group(0) @binding(2) var<storage, read> d_weights: array<vec4f>;        // [width, blocks]
@group(0) @binding(3) var<storage, read> known: array<f32>;              // [width, outputs]
@group(0) @binding(4) var<storage, read_write> d_embedding: array<f32>;  // [residues + 1, width]
@group(0) @binding(5) var<storage, read_write> d_positions: array<f32>;  // [3, width]
@group(0) @binding(6) var<storage, read_write> d_w_in: array<f32>;       // [width, hidden]
@group(0) @binding(7) var<storage, read_write> d_w_u: array<f32>;        // [width, outputs]
@group(1) @binding(0) var<uniform> params: Params;

fn table_at(row: u32, d: u32, replica: u32) -> f32 {
	return d_table[replica * params.d_table_stride + row * params.width + d];
}

// The gradient of x = W_E["="] + W_pos[2].
fn residual_at(d: u32, replica: u32) -> f32 {
	return table_at(params.residues + 2u, d, replica) + d_last[replica * params.d_last_stride + d];
}

fn write_embedding(row: u32, d: u32, replica: u32) {
	var value = 0.0;
	if (row < params.residues) {
		value = table_at(row, d, replica);
	} else {
		for (var t = 0u; t < params.residues; t++) { value -= table_at(t, d, replica); }
		value += residual_at(d, replica);
	}
	d_embedding[replica * params.d_embedding_stride + row * params.width + d] = value;
}

fn write_position(row: u32, d: u32, replica: u32) {
	var value = table_at(params.residues + min(row, 1u), d, replica);
	if (row == 2u) {
		value = residual_at(d, replica) - (table_at(params.residues, d, replica) + value);
	}
	d_positions[replica * params.d_positions_stride + row * params.width + d] = value;
}

fn write_weight(row: u32, block: u32, replica: u32) {
	let value = d_weights[replica * params.d_weights_stride / 4u + row * params.blocks + block];
	let is_neuron = block < params.hidden_blocks;
	let columns = select(params.outputs, params.hidden, is_neuron);
	let column = 4u * (block - select(params.hidden_blocks, 0u, is_neuron));
	let in_start = replica * params.d_w_in_stride + row * columns;
	let u_start = replica * params.d_w_u_stride + row * columns;
	let known_start = replica * params.known_stride + row * columns;
	for (var c = column; c < min(column + 4u, columns); c++) {
		if (is_neuron) {
			d_w_in[in_start + c] = value[c - column];
		} else {
			d_w_u[u_start + c] = value[c - column] + select(0.0, known[known_start + c], params.is_added == 1u);
		}
	}
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn folded_operands_gradient(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) lane: u32) {
	let column = workgroup.x * WORKGROUP_SIZE + lane;
	let tokens = params.residues + 1u;
	if (workgroup.y >= tokens + 3u) {
		if (column < params.blocks) { write_weight(workgroup.y - tokens - 3u, column, workgroup.z); }
	} else if (column < params.width) {
		if (workgroup.y < tokens) {
			write_embedding(workgroup.y, column, workgroup.z);
		} else {
			write_position(workgroup.y - tokens, column, workgroup.z);
		}
	}
}
