// matmul-product: a product as the tile libraries take it: its sizes, and start and element strides
// of its operands. It is summed over `parts` runs of k. The right operand is loaded by
// matmul_right, or by matmul_other where is_other. Batch entry and replica are for matmul_write.
struct MatmulProduct {
	is_other: bool,
	batch: u32,
	replica: u32,
	m: u32,
	n: u32,
	k: u32,
	parts: u32,
	left: u32,
	left_row: u32,
	left_column: u32,
	left_part: u32,
	right: u32,
	right_row: u32,
	right_column: u32,
	right_part: u32,
}
