import { floats, getFloat } from '../wasm/floats.as.ts';
import { addRow, addScaled } from '../wasm/vector.as.ts';

/** One row of `base` from all that does not depend on the first operand. */
function makeBase(
	through: usize,
	last: usize,
	weights: usize,
	bIn: usize,
	bOut: usize,
	base: usize,
	heads: i32,
	rows: i32,
	columns: i32,
	hidden: i32,
	outputsAt: i32,
	width: i32
): void {
	const rowBytes = floats(columns);
	const outputBytes = floats(outputsAt);
	memory.fill(base, 0, rowBytes);
	memory.copy(base, bIn, floats(hidden));
	for (let h = 0; h < heads; h++) {
		addRow(base, through + <usize>(h * rows + rows - 1) * rowBytes, columns);
	}
	for (let d = 0; d < width; d++) {
		const residual = getFloat(last, d);
		const row = weights + <usize>d * rowBytes;
		const biased = residual + getFloat(bOut, d);
		addScaled(base, row, residual, outputsAt);
		addScaled(base + outputBytes, row + outputBytes, biased, columns - outputsAt);
	}
}

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
	const rowBytes = floats(columns);
	const rows = residues + 3;
	makeBase(through, last, weights, bIn, bOut, base, heads, rows, columns, hidden, outputsAt, width);
	for (let t = 1; t < residues; t++) memory.copy(base + <usize>t * rowBytes, base, rowBytes);
	for (let h = 0; h < heads; h++) {
		const head = through + <usize>(h * rows) * rowBytes;
		for (let place = 0; place < 2; place++) {
			const position = head + <usize>(residues + place) * rowBytes;
			for (let t = 0; t < residues; t++) {
				const to = table + <usize>((h * 2 + place) * residues + t) * rowBytes;
				memory.copy(to, head + <usize>t * rowBytes, rowBytes);
				addRow(to, position, columns);
			}
		}
	}
}
