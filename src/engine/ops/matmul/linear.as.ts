import { gemm } from '../wasm/gemm.as.ts';
import { rectify } from '../wasm/vector.as.ts';

/** `linear`: X W + b, rectified where `isRelu`. */
export function linear(
	x: usize,
	w: usize,
	bias: usize,
	y: usize,
	m: i32,
	n: i32,
	k: i32,
	isRelu: i32,
	scratch: usize
): void {
	const rowBytes = (<usize>n) << 2;
	for (let i = 0; i < m; i++) memory.copy(y + <usize>i * rowBytes, bias, rowBytes);
	gemm(x, k, 1, w, n, 1, y, m, n, k, 1, 1, scratch);
	if (isRelu) rectify(y, m * n);
}
