import { floats } from '../wasm/floats.as.ts';
import { gemm, groupsOf, panelBytes, rowsBefore } from '../wasm/gemm.as.ts';
import { setScaled } from '../wasm/vector.as.ts';

/**
 * `matmul-combine`: beta C first, then the product on top, for a range of groups of rows that
 * are counted over the whole batch. `isShared`: all entries have the same B, packed once.
 */
export function matmulCombine(
	a: usize,
	c: usize,
	y: usize,
	m: i32,
	n: i32,
	k: i32,
	aRow: i32,
	aColumn: i32,
	aBatch: i32,
	isShared: i32,
	alpha: f32,
	beta: f32,
	from: i32,
	to: i32,
	packed: usize,
	own: usize
): void {
	const groups = groupsOf(m);
	const packedBatch = isShared ? 0 : panelBytes(n, k);
	for (let part = from; part < to; part++) {
		const entry = part / groups;
		const group = part % groups;
		const start = floats(entry * m * n);
		const row = rowsBefore(group, m);
		const at = start + floats(row * n);
		setScaled(y + at, c + at, beta, (rowsBefore(group + 1, m) - row) * n);
		const left = a + floats(entry * aBatch);
		const right = packed + <usize>entry * packedBatch;
		gemm(left, aRow, aColumn, right, k, y + start, m, n, k, alpha, 1, group, group + 1, own);
	}
}
