import { floats } from '../wasm/floats.as.ts';
import { addScaled, dot } from '../wasm/vector.as.ts';

/** `query-scores`. */
export function queryScores(
	table: usize,
	query: usize,
	key: usize,
	scores: usize,
	vectors: usize,
	residues: i32,
	width: i32,
	heads: i32,
	dHead: i32,
	scale: f32
): void {
	const rowBytes = floats(width);
	const headBytes = floats(dHead);
	const last = table + <usize>(residues + 2) * rowBytes;
	for (let h = 0; h < heads; h++) {
		const q = vectors + floats(h * (dHead + width));
		const v = q + headBytes;
		memory.fill(q, 0, headBytes);
		for (let d = 0; d < width; d++) {
			const x = load<f32>(last + floats(d));
			addScaled(q, query + <usize>(h * width + d) * headBytes, x, dHead);
		}
		for (let d = 0; d < width; d++) {
			const product = dot(q, key + <usize>(h * width + d) * headBytes, dHead);
			store<f32>(v + floats(d), product * scale);
		}
		const first = dot(table + <usize>residues * rowBytes, v, width);
		const second = dot(table + <usize>(residues + 1) * rowBytes, v, width);
		const to = scores + floats(h * 2 * residues);
		for (let t = 0; t < residues; t++) {
			const score = dot(table + <usize>t * rowBytes, v, width);
			store<f32>(to + floats(t), score + first);
			store<f32>(to + floats(residues + t), score + second);
		}
	}
}
