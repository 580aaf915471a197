import { floats, getFloat, getIndex } from '../wasm/floats.as.ts';
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
	const rowBytes = floats(total);
	const outputBytes = floats(outputsAt);
	for (let t = from; t < to; t++) {
		const sums = dBase + <usize>t * rowBytes;
		if (t < baseRows) memory.fill(sums, 0, rowBytes);
		for (let h = 0; h < heads; h++) {
			memory.fill(dTable + <usize>(h * tableRows + t) * rowBytes, 0, rowBytes);
		}
		const end = getIndex(offsets, t + 1);
		for (let e = getIndex(offsets, t); e < end; e++) {
			const entry = getIndex(order, e);
			const row = entry / context;
			const j = entry % context;
			const ofNeurons = neurons + floats(row * hidden);
			const ofOutputs = direct + floats(row * outputs);
			for (let h = 0; h < heads; h++) {
				const weight = getFloat(pattern, (row * heads + h) * width + j);
				const at = dTable + <usize>(h * tableRows + t) * rowBytes;
				addScaled(at, ofNeurons, weight, hidden);
				addScaled(at + outputBytes, ofOutputs, weight, outputs);
			}
			if (j === 0 && t < baseRows) {
				addRow(sums, ofNeurons, hidden);
				addRow(sums + outputBytes, ofOutputs, outputs);
			}
		}
	}
}
