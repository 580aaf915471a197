import { addRow } from '../wasm/vector.as.ts';

/** `folded-tables-gradient`. */
export function foldedTablesGradient(
	dTable: usize,
	dBase: usize,
	dThrough: usize,
	dTotal: usize,
	heads: i32,
	residues: i32,
	columns: i32
): void {
	const rb = (<usize>columns) << 2;
	memory.fill(dTotal, 0, rb);
	for (let t = 0; t < residues; t++) addRow(dTotal, dBase + <usize>t * rb, columns);
	for (let h = 0; h < heads; h++) {
		const th = dThrough + <usize>(h * (residues + 3)) * rb;
		const p0 = dTable + <usize>(h * 2 * residues) * rb,
			p1 = p0 + <usize>residues * rb;
		memory.copy(th, p0, <usize>residues * rb);
		addRow(th, p1, residues * columns);
		const a = th + <usize>residues * rb,
			b = a + rb;
		memory.fill(a, 0, rb << 1);
		for (let t = 0; t < residues; t++) {
			addRow(a, p0 + <usize>t * rb, columns);
			addRow(b, p1 + <usize>t * rb, columns);
		}
		memory.copy(b + rb, dTotal, rb);
	}
}
