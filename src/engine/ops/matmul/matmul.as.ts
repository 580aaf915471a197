import { gemm } from '../wasm/gemm.as.ts';

/** `matmul`: one product after the other; the last part of a split k may be shorter. */
export function matmul(
	a: usize,
	b: usize,
	y: usize,
	batch: i32,
	m: i32,
	n: i32,
	k: i32,
	kTotal: i32,
	aRow: i32,
	aColumn: i32,
	aBatch: i32,
	bRow: i32,
	bColumn: i32,
	bBatch: i32,
	alpha: f32,
	scratch: usize
): void {
	for (let i = 0; i < batch; i++) {
		const left = a + ((<usize>(i * aBatch)) << 2);
		const right = b + ((<usize>(i * bBatch)) << 2);
		const to = y + ((<usize>(i * m * n)) << 2);
		const steps = min(k, kTotal - i * k);
		gemm(left, aRow, aColumn, right, bRow, bColumn, to, m, n, steps, alpha, 0, scratch);
	}
}
