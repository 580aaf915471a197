import { floats } from '../wasm/floats.as.ts';
import { gemm, rowsBefore } from '../wasm/gemm.as.ts';

/** `matmul-add`: A B + C, for a range of groups of rows. */
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
	for (let group = from; group < to; group++) {
		const start = floats(rowsBefore(group, m) * n);
		memory.copy(y + start, c + start, floats(rowsBefore(group + 1, m) * n) - start);
		gemm(a, k, 1, packed, k, y, m, n, k, 1, 1, group, group + 1, own);
	}
}
