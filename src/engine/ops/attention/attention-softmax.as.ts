import { exponentials } from '../wasm/exponential.as.ts';
import { floats, getFloat, getIndex, setFloat } from '../wasm/floats.as.ts';

/** The scores of one row and head relative to their largest, those past the context from 0. */
function shiftedScores(scores: usize, positions: usize, to: usize, context: i32, width: i32): void {
	let peak: f32 = width > context ? 0 : -Infinity;
	for (let j = 0; j < context; j++) {
		const score = getFloat(scores, getIndex(positions, j));
		setFloat(to, j, score);
		if (score > peak) peak = score;
	}
	for (let j = 0; j < context; j++) setFloat(to, j, getFloat(to, j) - peak);
	for (let j = context; j < width; j++) setFloat(to, j, -peak);
}

/**
 * `attention-softmax` for a range of rows: all differences first, so that exponentials are computed
 * four at a time.
 */
export function attentionSoftmax(
	scores: usize,
	index: usize,
	pattern: usize,
	heads: i32,
	tableRows: i32,
	context: i32,
	width: i32,
	from: i32,
	to: i32
): void {
	for (let i = from * heads; i < to * heads; i++) {
		const row = i / heads;
		const table = scores + floats((i % heads) * tableRows);
		const positions = index + floats(row * context);
		shiftedScores(table, positions, pattern + floats(i * width), context, width);
	}
	exponentials(pattern + floats(from * heads * width), (to - from) * heads * width);
	for (let i = from * heads; i < to * heads; i++) {
		const at = pattern + floats(i * width);
		let total: f32 = 0;
		for (let j = 0; j < width; j++) total += getFloat(at, j);
		for (let j = 0; j < width; j++) setFloat(at, j, getFloat(at, j) / total);
	}
}
