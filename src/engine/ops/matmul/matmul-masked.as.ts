import { floats } from '../wasm/floats.as.ts';
import { gemm, rowsBefore } from '../wasm/gemm.as.ts';

/** Zero where the activation is not positive, for n floats in place. */
function mask(y: usize, activation: usize, n: i32): void {
	const zero = f32x4.splat(0);
	let i = 0;
	for (; i + 4 <= n; i += 4) {
		v128.store(y, v128.and(v128.load(y), f32x4.gt(v128.load(activation), zero)));
		y += 16;
		activation += 16;
	}
	for (; i < n; i++) {
		if (!(load<f32>(activation) > 0)) store<f32>(y, 0);
		y += 4;
		activation += 4;
	}
}

/**
 * `matmul-masked`: A B^T, masked while its rows are in the cache, for a range of groups of rows.
 */
export function matmulMasked(
	a: usize,
	activation: usize,
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
		gemm(a, k, 1, packed, k, y, m, n, k, 1, 0, group, group + 1, own);
		const first = rowsBefore(group, m) * n;
		const at = floats(first);
		mask(y + at, activation + at, rowsBefore(group + 1, m) * n - first);
	}
}
