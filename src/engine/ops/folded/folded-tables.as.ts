import { addRow, addScaled } from '../wasm/vector.as.ts';

/** `folded-tables`: base is made once and copied to every row. */
export function foldedTables(
	through: usize,
	last: usize,
	weights: usize,
	bIn: usize,
	bOut: usize,
	table: usize,
	base: usize,
	heads: i32,
	residues: i32,
	columns: i32,
	hidden: i32,
	outputsAt: i32,
	width: i32
): void {
	const rb = (<usize>columns) << 2,
		rows = residues + 3;
	memory.fill(base, 0, rb);
	memory.copy(base, bIn, (<usize>hidden) << 2);
	for (let h = 0; h < heads; h++)
		addRow(base, through + <usize>(h * rows + residues + 2) * rb, columns);
	const ob = (<usize>outputsAt) << 2;
	for (let d = 0; d < width; d++) {
		const x = load<f32>(last + ((<usize>d) << 2)),
			w = weights + <usize>d * rb;
		addScaled(base, w, x, outputsAt);
		addScaled(base + ob, w + ob, x + load<f32>(bOut + ((<usize>d) << 2)), columns - outputsAt);
	}
	for (let t = 1; t < residues; t++) memory.copy(base + <usize>t * rb, base, rb);
	for (let h = 0; h < heads; h++)
		for (let place = 0; place < 2; place++)
			for (let t = 0; t < residues; t++) {
				const to = table + <usize>((h * 2 + place) * residues + t) * rb;
				memory.copy(to, through + <usize>(h * rows + t) * rb, rb);
				addRow(to, through + <usize>(h * rows + residues + place) * rb, columns);
			}
}
