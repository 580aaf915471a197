import { floats } from '../wasm/floats.as.ts';
import { gemm, groupsOf, packPanels, panelBytes, panelsOf } from '../wasm/gemm.as.ts';

// `matmul-gradients`: dA = alpha dC B^T and dB = alpha A^T dC. An operand that the batch shares has
// a batch stride of 0: it is packed once, and its gradient is summed over the batch.

/** Both right operands: first the panels of all B^T [n, k], then those of all dC [m, n]. */
export function packGradientOperands(
	b: usize,
	dC: usize,
	batch: i32,
	m: i32,
	n: i32,
	k: i32,
	bBatch: i32,
	from: i32,
	to: i32,
	packed: usize
): void {
	const entries = bBatch === 0 ? 1 : batch;
	const border = entries * panelsOf(k);
	const second = packed + <usize>entries * panelBytes(k, n);
	const all = batch * max(m, n);
	packPanels(b, 1, n, bBatch, k, n, all, min(from, border), min(to, border), packed);
	from = max(from - border, 0);
	packPanels(dC, n, 1, m * n, n, m, all, from, max(to - border, from), second);
}

/**
 * One of the products, for a range of groups of its rows: counted over the batch, or, where
 * the result is summed over the batch, those of the one result.
 */
function gradientRows(
	left: usize,
	leftRow: i32,
	leftColumn: i32,
	leftBatch: i32,
	packed: usize,
	packedBatch: usize,
	result: usize,
	resultBatch: i32,
	batch: i32,
	m: i32,
	n: i32,
	k: i32,
	alpha: f32,
	isAdded: i32,
	from: i32,
	to: i32,
	own: usize
): void {
	const groups = groupsOf(m);
	const isSummed = resultBatch === 0;
	for (let i = 0; i < batch; i++) {
		const start = isSummed ? 0 : i * groups;
		const first = max(from - start, 0);
		const last = min(to - start, groups);
		const x = left + floats(i * leftBatch);
		const panels = packed + <usize>i * packedBatch;
		const y = result + floats(i * resultBatch);
		const adds = isAdded | i32(isSummed && i > 0);
		gemm(x, leftRow, leftColumn, panels, k, y, m, n, k, alpha, adds, first, last, own);
	}
}

/** Both products: the groups of all dA, then those of all dB. */
export function matmulGradients(
	a: usize,
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
	from: i32,
	to: i32,
	packed: usize,
	own: usize
): void {
	const border = (aBatch === 0 ? 1 : batch) * groupsOf(m);
	const second = packed + (bBatch === 0 ? 1 : <usize>batch) * panelBytes(k, n);
	gradientRows(
		dC,
		n,
		1,
		m * n,
		packed,
		bBatch === 0 ? 0 : panelBytes(k, n),
		dA,
		aBatch,
		batch,
		m,
		k,
		n,
		alpha,
		isAddedToA,
		from,
		min(to, border),
		own
	);
	gradientRows(
		a,
		1,
		k,
		aBatch,
		second,
		panelBytes(n, m),
		dB,
		bBatch,
		batch,
		k,
		n,
		m,
		alpha,
		isAddedToB,
		max(from - border, 0),
		to - border,
		own
	);
}
