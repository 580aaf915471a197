import { packPanels } from '../wasm/gemm.as.ts';

/** The right operand of a product, packed: the first of the two calls of every product. */
export function packOperand(
	b: usize,
	row: i32,
	column: i32,
	batch: i32,
	n: i32,
	k: i32,
	kTotal: i32,
	from: i32,
	to: i32,
	packed: usize
): void {
	packPanels(b, row, column, batch, n, k, kTotal, from, to, packed);
}
