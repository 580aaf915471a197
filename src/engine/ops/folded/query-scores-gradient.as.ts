import { floats } from '../wasm/floats.as.ts';
import { addScaled, dot, setScaled } from '../wasm/vector.as.ts';

/** d_scores by table row: of both positions, then the sums of each, in `rows`. */
function sumScores(dScores: usize, rows: usize, residues: i32): void {
	let first: f32 = 0;
	let second: f32 = 0;
	for (let t = 0; t < residues; t++) {
		const atFirst = load<f32>(dScores + floats(t));
		const atSecond = load<f32>(dScores + floats(residues + t));
		store<f32>(rows + floats(t), atFirst + atSecond);
		first += atFirst;
		second += atSecond;
	}
	store<f32>(rows + floats(residues), first);
	store<f32>(rows + floats(residues + 1), second);
}

/** `query-scores-gradient`. Scratch: rows [residues + 2], towards [width], dq [dHead]. */
export function queryScoresGradient(
	dScores: usize,
	table: usize,
	query: usize,
	key: usize,
	vectors: usize,
	dTable: usize,
	dQuery: usize,
	dKey: usize,
	residues: i32,
	width: i32,
	heads: i32,
	dHead: i32,
	scale: f32,
	scratch: usize
): void {
	const rowBytes = floats(width);
	const headBytes = floats(dHead);
	const rows = scratch;
	const towards = rows + floats(residues + 2);
	const dq = towards + rowBytes;
	const last = <usize>(residues + 2) * rowBytes;
	memory.fill(dTable, 0, last + rowBytes);
	for (let h = 0; h < heads; h++) {
		const q = vectors + floats(h * (dHead + width));
		const v = q + headBytes;
		sumScores(dScores + floats(h * 2 * residues), rows, residues);
		memory.fill(towards, 0, rowBytes);
		for (let t = 0; t < residues + 2; t++) {
			const row = load<f32>(rows + floats(t));
			addScaled(towards, table + <usize>t * rowBytes, row, width);
			addScaled(dTable + <usize>t * rowBytes, v, row, width);
		}
		memory.fill(dq, 0, headBytes);
		for (let d = 0; d < width; d++) {
			const at = <usize>(h * width + d) * headBytes;
			const factor = load<f32>(towards + floats(d)) * scale;
			addScaled(dq, key + at, factor, dHead);
			setScaled(dKey + at, q, factor, dHead);
		}
		for (let d = 0; d < width; d++) {
			const at = <usize>(h * width + d) * headBytes;
			const to = dTable + last + floats(d);
			setScaled(dQuery + at, dq, load<f32>(table + last + floats(d)), dHead);
			store<f32>(to, load<f32>(to) + dot(query + at, dq, dHead));
		}
	}
}
