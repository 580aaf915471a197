import { gemm } from '../wasm/gemm.as.ts';

/**
 * `matmul-gradients`: dA = alpha dC B^T and dB = alpha A^T dC. An operand that the batch shares has
 * a batch stride of 0, and its gradient is summed over the batch.
 */
export function matmulGradients(
	a: usize,
	b: usize,
	dC: usize,
	dA: usize,
	dB: usize,
	batch: i32,
	m: i32,
	n: i32,
	k: i32,
	aBatch: i32,
	bBatch: i32,
	alpha: f32,
	isAddedToA: i32,
	isAddedToB: i32,
	scratch: usize
): void {
	for (let i = 0; i < batch; i++) {
		const atA = (<usize>(i * aBatch)) << 2;
		const atB = (<usize>(i * bBatch)) << 2;
		const c = dC + ((<usize>(i * m * n)) << 2);
		const sumA = isAddedToA | i32(aBatch === 0 && i > 0);
		const sumB = isAddedToB | i32(bBatch === 0 && i > 0);
		gemm(c, n, 1, b + atB, 1, n, dA + atA, m, k, n, alpha, sumA, scratch);
		gemm(a + atA, 1, k, c, n, 1, dB + atB, k, n, m, alpha, sumB, scratch);
	}
}

/** The same, with `count` floats that are already known of the gradient of A or of B. */
export function matmulGradientsAdded(
	a: usize,
	b: usize,
	dC: usize,
	added: usize,
	dA: usize,
	dB: usize,
	batch: i32,
	m: i32,
	n: i32,
	k: i32,
	aBatch: i32,
	bBatch: i32,
	alpha: f32,
	isAddedToA: i32,
	count: i32,
	scratch: usize
): void {
	memory.copy(isAddedToA ? dA : dB, added, (<usize>count) << 2);
	const isAddedToB = 1 - isAddedToA;
	matmulGradients(
		a,
		b,
		dC,
		dA,
		dB,
		batch,
		m,
		n,
		k,
		aBatch,
		bBatch,
		alpha,
		isAddedToA,
		isAddedToB,
		scratch
	);
}
