import { floats, getIndex, setFloat } from '../wasm/floats.as.ts';
import { dot } from '../wasm/vector.as.ts';

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
	for (let row = from; row < to; row++) {
		const ofNeurons = neurons + floats(row * hidden);
		const ofOutputs = direct + floats(row * outputs);
		for (let h = 0; h < heads; h++) {
			const entries = dPattern + floats((row * heads + h) * width);
			for (let j = 0; j < context; j++) {
				const token = getIndex(index, row * context + j);
				const mixed = table + floats((h * tableRows + token) * columns);
				const throughNeurons = dot(ofNeurons, mixed, hidden);
				const throughOutputs = dot(ofOutputs, mixed + floats(outputsAt), outputs);
				setFloat(entries, j, throughNeurons + throughOutputs);
			}
			for (let j = context; j < width; j++) setFloat(entries, j, 0);
		}
	}
}
