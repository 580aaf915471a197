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
	const rowBytes = (<usize>width) << 2;
	const headBytes = (<usize>dHead) << 2;
	const last = table + <usize>(residues + 2) * rowBytes;
	for (let h = 0; h < heads; h++) {
		const q = vectors + ((<usize>(h * (dHead + width))) << 2);
		const v = q + headBytes;
		memory.fill(q, 0, headBytes);
		for (let d = 0; d < width; d++) {
			const x = load<f32>(last + ((<usize>d) << 2));
			addScaled(q, query + <usize>(h * width + d) * headBytes, x, dHead);
		}
		for (let d = 0; d < width; d++) {
			const product = dot(q, key + <usize>(h * width + d) * headBytes, dHead);
			store<f32>(v + ((<usize>d) << 2), product * scale);
		}
		const first = dot(table + <usize>residues * rowBytes, v, width);
		const second = dot(table + <usize>(residues + 1) * rowBytes, v, width);
		const to = scores + ((<usize>(h * 2 * residues)) << 2);
		for (let t = 0; t < residues; t++) {
			const score = dot(table + <usize>t * rowBytes, v, width);
			store<f32>(to + ((<usize>t) << 2), score + first);
			store<f32>(to + ((<usize>(residues + t)) << 2), score + second);
		}
	}
}
