import { floats } from '../wasm/floats.as.ts';
import { gemm, rowsBefore } from '../wasm/gemm.as.ts';
import { rectify } from '../wasm/vector.as.ts';

/** `linear`: X W + b, rectified where `isRelu`, for a range of groups of rows. */
export function linear(
	x: usize,
	bias: usize,
	y: usize,
	m: i32,
	n: i32,
	k: i32,
	isRelu: i32,
	from: i32,
	to: i32,
	packed: usize,
	own: usize
): void {
	for (let group = from; group < to; group++) {
		const first = rowsBefore(group, m);
		const end = rowsBefore(group + 1, m);
		for (let i = first; i < end; i++) memory.copy(y + floats(i * n), bias, floats(n));
		gemm(x, k, 1, packed, k, y, m, n, k, 1, 1, group, group + 1, own);
		if (isRelu) rectify(y + floats(first * n), (end - first) * n);
	}
}
