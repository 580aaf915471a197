// base-gradient-wide: base-gradient for GPUs: gradients of base = last weights + b_in for neurons,
// (last + b_out) weights for outputs. d_last[d] = weights[d] d_base, d_b_out[d] = the same over the
// outputs' columns alone, d_weights[d, c] = (last[d], plus b_out[d] for the outputs) d_base[c],
// d_b_in = d_base of the neurons. d_base [1, 4 blocks], weights [width, 4 blocks]. dispatch:
// (width, 1, replicas), one workgroup of 64 a row of weights, then a fixed tree; vec4s coalesced
// over blocks, bound by memory (intensity 3 flop a float). Workgroup memory 1 KiB.
struct Params {
	d_base_stride: u32,
	last_stride: u32,
	weights_stride: u32,
	b_out_stride: u32,
	d_last_stride: u32,
	d_weights_stride: u32,
	d_b_in_stride: u32,
	d_b_out_stride: u32,
	width: u32,
	blocks: u32,
	hidden: u32,
	hidden_blocks: u32,
}

@group(0) @binding(0) var<storage, read> d_base: array<vec4f>;           // [1, blocks]
@group(0) @binding(1) var<storage, read> last: array<f32>;               // [1, width]
@group(0) @binding(2) var<storage, read> weights: array<vec4f>;          // [width, blocks]
@group(0) @binding(3) var<storage, read> b_out: array<f32>;              // [width]
@group(0) @binding(4) var<storage, read_write> d_last: array<f32>;       // [1, width]
@group(0) @binding(5) var<storage, read_write> d_weights: array<vec4f>;  // [width, blocks]
@group(0) @binding(6) var<storage, read_write> d_b_in: array<f32>;       // [hidden]
@group(0) @binding(7) var<storage, read_write> d_b_out: array<f32>;      // [width]
@group(1) @binding(0) var<uniform> params: Params;

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
	if (lane > 0u) { return; }
	d_last[replica * params.d_last_stride + d] = total.x + total.y;
	d_b_out[replica * params.d_b_out_stride + d] = total.y;
	for (var c = d; c < params.hidden; c += params.width) {
		d_b_in[replica * params.d_b_in_stride + c] = d_base[base_start + c / 4u][c % 4u];
	}
}
