import { addScaled, addRow } from '../wasm/vector.as.ts';

/** `attention-mix-table-gradient`: the entries of every table row in their order. */
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
	outputsAt: i32
): void {
	memory.fill(dTable, 0, (<usize>(heads * tableRows * total)) << 2);
	memory.fill(dBase, 0, (<usize>(baseRows * total)) << 2);
	const ob = (<usize>outputsAt) << 2;
	for (let t = 0; t < tableRows; t++) {
		const end = load<u32>(offsets + ((<usize>(t + 1)) << 2));
		for (let e = load<u32>(offsets + ((<usize>t) << 2)); e < end; e++) {
			const entry = load<u32>(order + ((<usize>e) << 2));
			const row = entry / context,
				j = entry % context;
			const n = neurons + ((<usize>(row * hidden)) << 2),
				d = direct + ((<usize>(row * outputs)) << 2);
			for (let h = 0; h < heads; h++) {
				const w = load<f32>(pattern + ((<usize>((row * heads + h) * width + j)) << 2));
				const to = dTable + ((<usize>((h * tableRows + t) * total)) << 2);
				addScaled(to, n, w, hidden);
				addScaled(to + ob, d, w, outputs);
			}
			if (j === 0 && t < baseRows) {
				const to = dBase + ((<usize>(t * total)) << 2);
				addRow(to, n, hidden);
				addRow(to + ob, d, outputs);
			}
		}
	}
}
