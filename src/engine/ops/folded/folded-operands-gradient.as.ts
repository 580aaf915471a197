import { floats } from '../wasm/floats.as.ts';
import { addRow, setSum } from '../wasm/vector.as.ts';

/** `folded-operands-gradient`; `known` is what is added to the gradient of W_U where `isAdded`. */
export function foldedOperandsGradient(
	table: usize,
	last: usize,
	weights: usize,
	known: usize,
	dEmbedding: usize,
	dPositions: usize,
	dWeightIn: usize,
	dUnembed: usize,
	residues: i32,
	width: i32,
	hidden: i32,
	outputs: i32,
	outputsAt: i32,
	total: i32,
	isAdded: i32,
	scratch: usize
): void {
	const rowBytes = floats(width);
	const place = table + <usize>residues * rowBytes;
	const residual = scratch;
	const sum = scratch + rowBytes;
	setSum(residual, place + 2 * rowBytes, last, 1, width);
	memory.copy(dEmbedding, table, <usize>residues * rowBytes);
	memory.fill(sum, 0, rowBytes);
	for (let t = 0; t < residues; t++) addRow(sum, table + <usize>t * rowBytes, width);
	setSum(dEmbedding + <usize>residues * rowBytes, residual, sum, -1, width);
	memory.copy(dPositions, place, 2 * rowBytes);
	setSum(sum, place, place + rowBytes, 1, width);
	setSum(dPositions + 2 * rowBytes, residual, sum, -1, width);
	const columnBytes = floats(total);
	const hiddenBytes = floats(hidden);
	const outputBytes = floats(outputs);
	for (let d = 0; d < width; d++) {
		const from = weights + <usize>d * columnBytes;
		const to = dUnembed + <usize>d * outputBytes;
		memory.copy(dWeightIn + <usize>d * hiddenBytes, from, hiddenBytes);
		memory.copy(to, from + floats(outputsAt), outputBytes);
		if (isAdded) addRow(to, known + <usize>d * outputBytes, outputs);
	}
}
