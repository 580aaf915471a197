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
	const rowBytes = (<usize>width) << 2;
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
	const columnBytes = (<usize>total) << 2;
	const hiddenBytes = (<usize>hidden) << 2;
	const outputBytes = (<usize>outputs) << 2;
	memory.fill(weights, 0, <usize>width * columnBytes);
	for (let d = 0; d < width; d++) {
		const to = weights + <usize>d * columnBytes;
		memory.copy(to, weightIn + <usize>d * hiddenBytes, hiddenBytes);
		memory.copy(to + ((<usize>outputsAt) << 2), unembed + <usize>d * outputBytes, outputBytes);
	}
}
