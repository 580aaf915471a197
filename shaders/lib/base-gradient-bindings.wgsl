// base-gradient-bindings: what both kernels of base-gradient read and write. They differ in the
// order in which a row of weights is summed. No workgroup memory.
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

// What belongs to row d of the weights beside its gradient: sums over the columns of the neurons
// and of the outputs, and its share of the bias.
fn write_sums(d: u32, neurons: f32, outputs: f32, replica: u32) {
	d_last[replica * params.d_last_stride + d] = neurons + outputs;
	d_b_out[replica * params.d_b_out_stride + d] = outputs;
	for (var c = d; c < params.hidden; c += params.width) {
		d_b_in[replica * params.d_b_in_stride + c] = d_base[replica * params.d_base_stride / 4u + c / 4u][c % 4u];
	}
}
