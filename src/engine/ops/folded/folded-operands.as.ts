import { floats } from '../wasm/floats.as.ts';
import { setSum } from '../wasm/vector.as.ts';

/** `folded-operands`. */
export function foldedOperands(
	embedding: usize,
	positions: usize,
	weightIn: usize,
	unembed: usize,
	table: usize,
	last: usize,
	weights: usize,
	residues: i32,
	width: i32,
	hidden: i32,
	outputs: i32,
	outputsAt: i32,
	total: i32
): void {
	const rowBytes = floats(width);
	const equals = embedding + <usize>residues * rowBytes;
	const third = positions + 2 * rowBytes;
	for (let t = 0; t < residues; t++) {
		const at = <usize>t * rowBytes;
		setSum(table + at, embedding + at, equals, -1, width);
	}
	const place = table + <usize>residues * rowBytes;
	setSum(place, positions, third, -1, width);
	setSum(place + rowBytes, positions + rowBytes, third, -1, width);
	setSum(last, equals, third, 1, width);
	memory.copy(place + 2 * rowBytes, last, rowBytes);
	const columnBytes = floats(total);
	const hiddenBytes = floats(hidden);
	const outputBytes = floats(outputs);
	memory.fill(weights, 0, <usize>width * columnBytes);
	for (let d = 0; d < width; d++) {
		const to = weights + <usize>d * columnBytes;
		memory.copy(to, weightIn + <usize>d * hiddenBytes, hiddenBytes);
		memory.copy(to + floats(outputsAt), unembed + <usize>d * outputBytes, outputBytes);
	}
}
