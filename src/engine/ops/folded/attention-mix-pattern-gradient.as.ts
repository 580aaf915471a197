import { floats, getIndex, setFloat } from '../wasm/floats.as.ts';
import { dot, twoDots } from '../wasm/vector.as.ts';

/**
 * `attention-mix-pattern-gradient`: one dot product over neurons and outputs for each entry of the
 * pattern, for a range of rows.
 */
export function attentionMixPatternGradient(
	neurons: usize,
	direct: usize,
	table: usize,
	index: usize,
	dPattern: usize,
	heads: i32,
	context: i32,
	width: i32,
	tableRows: i32,
	columns: i32,
	hidden: i32,
	outputs: i32,
	outputsAt: i32,
	from: i32,
	to: i32
): void {
	const rowBytes = floats(columns);
	const outputBytes = floats(outputsAt);
	for (let row = from; row < to; row++) {
		const ofNeurons = neurons + floats(row * hidden);
		const ofOutputs = direct + floats(row * outputs);
		const positions = index + floats(row * context);
		for (let h = 0; h < heads; h++) {
			const ofHead = table + <usize>(h * tableRows) * rowBytes;
			const entries = dPattern + floats((row * heads + h) * width);
			let j = 0;
			for (; j + 2 <= context; j += 2) {
				const first = ofHead + <usize>getIndex(positions, j) * rowBytes;
				const second = ofHead + <usize>getIndex(positions, j + 1) * rowBytes;
				const at = entries + floats(j);
				twoDots(ofNeurons, first, second, hidden, at, false);
				twoDots(ofOutputs, first + outputBytes, second + outputBytes, outputs, at, true);
			}
			for (; j < context; j++) {
				const mixed = ofHead + <usize>getIndex(positions, j) * rowBytes;
				const throughNeurons = dot(ofNeurons, mixed, hidden);
				setFloat(entries, j, throughNeurons + dot(ofOutputs, mixed + outputBytes, outputs));
			}
			for (; j < width; j++) setFloat(entries, j, 0);
		}
	}
}
