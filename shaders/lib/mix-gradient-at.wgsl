// mix-gradient-at: four columns of d_y = d_neurons [rows, hidden] beside d_direct [rows, outputs].
// Goes behind the bindings of a gradient of attention-mix. No workgroup memory.
// The gradient of four columns of a row; past the real columns of a part some other of its numbers.
fn gradient_at(row: u32, block: u32, replica: u32) -> vec4f {
	let four = vec4u(0u, 1u, 2u, 3u);
	if (block < params.hidden_blocks) {
		let columns = min(4u * block + four, vec4u(params.hidden - 1u));
		let at = replica * params.d_neurons_stride + row * params.hidden + columns;
		return vec4f(d_neurons[at.x], d_neurons[at.y], d_neurons[at.z], d_neurons[at.w]);
	}
	let columns = min(4u * (block - params.hidden_blocks) + four, vec4u(params.outputs - 1u));
	let at = replica * params.d_direct_stride + row * params.outputs + columns;
	return vec4f(d_direct[at.x], d_direct[at.y], d_direct[at.z], d_direct[at.w]);
}
