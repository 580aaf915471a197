// mix-pattern-gradient-bindings: what both kernels of attention-mix-pattern-gradient read and
// write. One goes through the entries of a table row, by `order` and `offsets`, so that they share
// its loads; the other through the positions of a row, by `index`. No workgroup memory.
struct Params {
	d_neurons_stride: u32,
	d_direct_stride: u32,
	table_stride: u32,
	index_stride: u32,
	order_stride: u32,
	offsets_stride: u32,
	d_pattern_stride: u32,
	count: u32,
	runs: u32,
	heads: u32,
	context: u32,
	width: u32,
	table_rows: u32,
	blocks: u32,
	hidden: u32,
	hidden_blocks: u32,
	outputs: u32,
}

@group(0) @binding(0) var<storage, read> d_neurons: array<f32>;        // [rows, hidden]
@group(0) @binding(1) var<storage, read> d_direct: array<f32>;         // [rows, outputs]
@group(0) @binding(2) var<storage, read> table: array<vec4f>;          // [heads, table_rows, blocks]
@group(0) @binding(3) var<storage, read> index: array<u32>;            // [rows, context]
@group(0) @binding(4) var<storage, read> order: array<u32>;            // [rows * context]
@group(0) @binding(5) var<storage, read> offsets: array<u32>;          // [table_rows + 1]
@group(0) @binding(6) var<storage, read_write> d_pattern: array<f32>;  // [rows, heads, width]
@group(1) @binding(0) var<uniform> params: Params;

// One vec4 of the table for each of four heads.
fn four_heads(at: vec4u) -> mat4x4f {
	return mat4x4f(table[at.x], table[at.y], table[at.z], table[at.w]);
}
