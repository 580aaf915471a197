import { exponentials } from '../wasm/exponential.as.ts';
import { floats, getFloat, setFloat } from '../wasm/floats.as.ts';
import { dot } from '../wasm/vector.as.ts';

/** Scores of a row relative to the largest that its query sees; -infinity for the others. */
function shiftRow(scores: usize, to: usize, seen: i32, keys: i32): void {
	let peak: f32 = -Infinity;
	for (let j = 0; j < seen; j++) {
		const score = getFloat(scores, j);
		if (score > peak) peak = score;
	}
	for (let j = 0; j < seen; j++) setFloat(to, j, getFloat(scores, j) - peak);
	for (let j = seen; j < keys; j++) setFloat(to, j, -Infinity);
}

/**
 * `softmax-keys` for a range of rows: all differences first, so that exponentials are computed four
 * at a time.
 */
export function softmaxKeys(
	scores: usize,
	pattern: usize,
	queries: i32,
	heads: i32,
	keys: i32,
	isCausal: bool,
	from: i32,
	to: i32
): void {
	for (let row = from; row < to; row++) {
		const seen = isCausal ? keys - queries + ((row / heads) % queries) + 1 : keys;
		const start = floats(row * keys);
		shiftRow(scores + start, pattern + start, seen, keys);
	}
	exponentials(pattern + floats(from * keys), (to - from) * keys);
	for (let row = from; row < to; row++) {
		const at = pattern + floats(row * keys);
		let total: f32 = 0;
		for (let j = 0; j < keys; j++) total += getFloat(at, j);
		for (let j = 0; j < keys; j++) setFloat(at, j, getFloat(at, j) / total);
	}
}

/** `softmax-keys-gradient`, for a range of rows. */
export function softmaxKeysGradient(
	pattern: usize,
	gradient: usize,
	result: usize,
	keys: i32,
	from: i32,
	to: i32
): void {
	const rowBytes = floats(keys);
	pattern += <usize>from * rowBytes;
	gradient += <usize>from * rowBytes;
	result += <usize>from * rowBytes;
	for (let row = from; row < to; row++) {
		const mean = dot(pattern, gradient, keys);
		for (let j = 0; j < keys; j++) {
			setFloat(result, j, getFloat(pattern, j) * (getFloat(gradient, j) - mean));
		}
		pattern += rowBytes;
		gradient += rowBytes;
		result += rowBytes;
	}
}
