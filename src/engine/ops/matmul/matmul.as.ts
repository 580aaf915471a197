import { floats } from '../wasm/floats.as.ts';
import { gemm, groupsOf, panelBytes } from '../wasm/gemm.as.ts';

/**
 * `matmul`: groups of rows, counted over the whole batch; the last part of a split k may be
 * shorter. `isShared`: all entries have the same B, packed once.
 */
export function matmul(
	a: usize,
	y: usize,
	m: i32,
	n: i32,
	k: i32,
	kTotal: i32,
	aRow: i32,
	aColumn: i32,
	aBatch: i32,
	isShared: i32,
	alpha: f32,
	from: i32,
	to: i32,
	packed: usize,
	own: usize
): void {
	const groups = groupsOf(m);
	const packedBatch = isShared ? 0 : panelBytes(n, k);
	while (from < to) {
		const entry = from / groups;
		const first = from % groups;
		const last = min(groups, first + to - from);
		const left = a + floats(entry * aBatch);
		const right = packed + <usize>entry * packedBatch;
		const result = y + floats(entry * m * n);
		const steps = min(k, kTotal - entry * k);
		gemm(left, aRow, aColumn, right, k, result, m, n, steps, alpha, 0, first, last, own);
		from += last - first;
	}
}
