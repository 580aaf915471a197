// base-gradient: gradients of base = last weights + b_in for neurons, (last + b_out) weights for
// outputs. d_last[d] = weights[d] d_base, d_b_out[d] = the same over the outputs' columns alone,
// d_weights[d, c] = (last[d], plus b_out[d] for the outputs) d_base[c], d_b_in = d_base of the
// neurons. d_base [1, 4 blocks], weights [width, 4 blocks]. dispatch: linear over width, one
// invocation a row of weights, 4 a workgroup; z is the replica.

@compute @workgroup_size(4)
fn base_gradient(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let d = (workgroup.y * groups.x + workgroup.x) * 4u + lane;
	if (d >= params.width) { return; }
	let replica = workgroup.z;
	let base_start = replica * params.d_base_stride / 4u;
	let x = last[replica * params.last_stride + d];
	let biased = x + b_out[replica * params.b_out_stride + d];
	var neurons = vec4f(0.0);
	var outputs = vec4f(0.0);
	for (var block = 0u; block < params.blocks; block++) {
		let gradient = d_base[base_start + block];
		let at = d * params.blocks + block;
		let part = weights[replica * params.weights_stride / 4u + at] * gradient;
		let is_output = block >= params.hidden_blocks;
		if (is_output) { outputs += part; } else { neurons += part; }
		d_weights[replica * params.d_weights_stride / 4u + at] = select(x, biased, is_output) * gradient;
	}
	write_sums(d, dot(neurons, vec4f(1.0)), dot(outputs, vec4f(1.0)), replica);
}
