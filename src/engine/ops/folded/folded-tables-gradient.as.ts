import { floats } from '../wasm/floats.as.ts';
import { addRow } from '../wasm/vector.as.ts';

/** `folded-tables-gradient`: tables of both positions added, then the sums of each. */
export function foldedTablesGradient(
	dTable: usize,
	dBase: usize,
	dThrough: usize,
	dTotal: usize,
	heads: i32,
	residues: i32,
	columns: i32
): void {
	const rowBytes = floats(columns);
	memory.fill(dTotal, 0, rowBytes);
	for (let t = 0; t < residues; t++) addRow(dTotal, dBase + <usize>t * rowBytes, columns);
	for (let h = 0; h < heads; h++) {
		const head = dThrough + <usize>(h * (residues + 3)) * rowBytes;
		const first = dTable + <usize>(h * 2 * residues) * rowBytes;
		const second = first + <usize>residues * rowBytes;
		memory.copy(head, first, <usize>residues * rowBytes);
		addRow(head, second, residues * columns);
		const sumOfFirst = head + <usize>residues * rowBytes;
		const sumOfSecond = sumOfFirst + rowBytes;
		memory.fill(sumOfFirst, 0, 2 * rowBytes);
		for (let t = 0; t < residues; t++) {
			addRow(sumOfFirst, first + <usize>t * rowBytes, columns);
			addRow(sumOfSecond, second + <usize>t * rowBytes, columns);
		}
		memory.copy(sumOfSecond + rowBytes, dTotal, rowBytes);
	}
}
