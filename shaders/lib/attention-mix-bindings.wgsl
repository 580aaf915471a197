// attention-mix-bindings: what both kernels of attention-mix read and write. One loops over heads
// and positions, the other has none of these loops. No workgroup memory.
struct Params {
	pattern_stride: u32,
	table_stride: u32,
	index_stride: u32,
	base_stride: u32,
	neurons_stride: u32,
	direct_stride: u32,
	count: u32,
	rows: u32,
	heads: u32,
	context: u32,
	width: u32,
	table_rows: u32,
	blocks: u32,
	hidden: u32,
	hidden_blocks: u32,
	outputs: u32,
}

@group(0) @binding(0) var<storage, read> pattern: array<f32>;        // [rows, heads, width]
@group(0) @binding(1) var<storage, read> table: array<vec4f>;        // [heads, table_rows, blocks]
@group(0) @binding(2) var<storage, read> index: array<u32>;          // [rows, context]
@group(0) @binding(3) var<storage, read> base: array<vec4f>;         // [base rows, blocks]
@group(0) @binding(4) var<storage, read_write> neurons: array<f32>;  // [rows, hidden]
@group(0) @binding(5) var<storage, read_write> direct: array<f32>;   // [rows, outputs]
@group(1) @binding(0) var<uniform> params: Params;
