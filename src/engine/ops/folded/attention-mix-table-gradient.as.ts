import { addScaled, addRow } from '../wasm/vector.as.ts';

/**
 * `attention-mix-table-gradient`: the entries of every table row in their order, for a range of
 * table rows.
 */
export function attentionMixTableGradient(
	neurons: usize,
	direct: usize,
	pattern: usize,
	order: usize,
	offsets: usize,
	dTable: usize,
	dBase: usize,
	heads: i32,
	width: i32,
	context: i32,
	tableRows: i32,
	baseRows: i32,
	total: i32,
	hidden: i32,
	outputs: i32,
	outputsAt: i32,
	from: i32,
	to: i32
): void {
	const rowBytes = (<usize>total) << 2;
	const ob = (<usize>outputsAt) << 2;
	for (let t = from; t < to; t++) {
		const sums = dBase + <usize>t * rowBytes;
		if (t < baseRows) memory.fill(sums, 0, rowBytes);
		for (let h = 0; h < heads; h++) {
			memory.fill(dTable + <usize>(h * tableRows + t) * rowBytes, 0, rowBytes);
		}
		const end = load<u32>(offsets + ((<usize>(t + 1)) << 2));
		for (let e = load<u32>(offsets + ((<usize>t) << 2)); e < end; e++) {
			const entry = load<u32>(order + ((<usize>e) << 2));
			const row = entry / context;
			const j = entry % context;
			const n = neurons + ((<usize>(row * hidden)) << 2);
			const d = direct + ((<usize>(row * outputs)) << 2);
			for (let h = 0; h < heads; h++) {
				const w = load<f32>(pattern + ((<usize>((row * heads + h) * width + j)) << 2));
				const at = dTable + <usize>(h * tableRows + t) * rowBytes;
				addScaled(at, n, w, hidden);
				addScaled(at + ob, d, w, outputs);
			}
			if (j === 0 && t < baseRows) {
				addRow(sums, n, hidden);
				addRow(sums + ob, d, outputs);
			}
		}
	}
}
