// base-gradient-wide: base-gradient for GPUs: gradients of base = last weights + b_in for neurons,
// (last + b_out) weights for outputs. d_last[d] = weights[d] d_base, d_b_out[d] = the same over the
// outputs' columns alone, d_weights[d, c] = (last[d], plus b_out[d] for the outputs) d_base[c],
// d_b_in = d_base of the neurons. d_base [1, 4 blocks], weights [width, 4 blocks]. dispatch:
// (width, 1, replicas), one workgroup of 64 a row of weights, then a fixed tree; vec4s coalesced
// over blocks, bound by memory (intensity 3 flop a float). Workgroup memory 1 KiB.

@compute @workgroup_size(64)
fn base_gradient_wide(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) lane: u32) {
	let d = workgroup.x;
	let replica = workgroup.z;
	let base_start = replica * params.d_base_stride / 4u;
	let x = last[replica * params.last_stride + d];
	let biased = x + b_out[replica * params.b_out_stride + d];
	var sums = vec4f(0.0);  // neurons, outputs
	for (var block = lane; block < params.blocks; block += 64u) {
		let gradient = d_base[base_start + block];
		let at = d * params.blocks + block;
		let part = dot(weights[replica * params.weights_stride / 4u + at], gradient);
		let is_output = block >= params.hidden_blocks;
		sums += select(vec4f(part, 0.0, 0.0, 0.0), vec4f(0.0, part, 0.0, 0.0), is_output);
		d_weights[replica * params.d_weights_stride / 4u + at] = select(x, biased, is_output) * gradient;
	}
	let total = workgroup_sum4(lane, sums);
	if (lane == 0u) { write_sums(d, total.x, total.y, replica); }
}
