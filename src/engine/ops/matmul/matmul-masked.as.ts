import { gemm } from '../wasm/gemm.as.ts';

/** `matmul-masked`: A B^T, zero where the activation is not positive. */
export function matmulMasked(
	a: usize,
	b: usize,
	activation: usize,
	y: usize,
	m: i32,
	n: i32,
	k: i32,
	scratch: usize
): void {
	gemm(a, k, 1, b, 1, k, y, m, n, k, 1, 0, scratch);
	const zero = f32x4.splat(0);
	const count = m * n;
	let i = 0;
	for (; i + 4 <= count; i += 4) {
		v128.store(y, v128.and(v128.load(y), f32x4.gt(v128.load(activation), zero)));
		y += 16;
		activation += 16;
	}
	for (; i < count; i++) {
		if (!(load<f32>(activation) > 0)) store<f32>(y, 0);
		y += 4;
		activation += 4;
	}
}
