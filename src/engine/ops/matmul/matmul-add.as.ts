import { gemm } from '../wasm/gemm.as.ts';

/** `matmul-add`: A B + C. */
export function matmulAdd(
	a: usize,
	b: usize,
	c: usize,
	y: usize,
	m: i32,
	n: i32,
	k: i32,
	scratch: usize
): void {
	memory.copy(y, c, (<usize>(m * n)) << 2);
	gemm(a, k, 1, b, n, 1, y, m, n, k, 1, 1, scratch);
}
