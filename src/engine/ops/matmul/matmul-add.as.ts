import { floats } from '../wasm/floats.as.ts';
import { gemm, rowsBefore } from '../wasm/gemm.as.ts';

/** `matmul-add`: A B + C, for a range of groups of four rows. */
export function matmulAdd(
	a: usize,
	c: usize,
	y: usize,
	m: i32,
	n: i32,
	k: i32,
	from: i32,
	to: i32,
	packed: usize,
	own: usize
): void {
	const start = floats(rowsBefore(from, m) * n);
	memory.copy(y + start, c + start, floats(rowsBefore(to, m) * n) - start);
	gemm(a, k, 1, packed, k, y, m, n, k, 1, 1, from, to, own);
}
