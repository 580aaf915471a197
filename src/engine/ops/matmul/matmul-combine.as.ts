import { gemm } from '../wasm/gemm.as.ts';
import { floats } from '../wasm/floats.as.ts';
import { setScaled } from '../wasm/vector.as.ts';

/** `matmul-combine`: beta C first, then the product on top. */
export function matmulCombine(
	a: usize,
	b: usize,
	c: usize,
	y: usize,
	batch: i32,
	m: i32,
	n: i32,
	k: i32,
	aRow: i32,
	aColumn: i32,
	aBatch: i32,
	bRow: i32,
	bColumn: i32,
	bBatch: i32,
	alpha: f32,
	beta: f32,
	scratch: usize
): void {
	setScaled(y, c, beta, batch * m * n);
	for (let i = 0; i < batch; i++) {
		const left = a + floats(i * aBatch);
		const right = b + floats(i * bBatch);
		const to = y + floats(i * m * n);
		gemm(left, aRow, aColumn, right, bRow, bColumn, to, m, n, k, alpha, 1, scratch);
	}
}
