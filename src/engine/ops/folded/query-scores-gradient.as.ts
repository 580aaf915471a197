import { addScaled, dot, setScaled } from '../wasm/vector.as.ts';

/** d_scores by table row: of both positions, then the sums of each, in `rows`. */
function sumScores(dScores: usize, rows: usize, residues: i32): void {
	let first: f32 = 0;
	let second: f32 = 0;
	for (let t = 0; t < residues; t++) {
		const atFirst = load<f32>(dScores + ((<usize>t) << 2));
		const atSecond = load<f32>(dScores + ((<usize>(residues + t)) << 2));
		store<f32>(rows + ((<usize>t) << 2), atFirst + atSecond);
		first += atFirst;
		second += atSecond;
	}
	store<f32>(rows + ((<usize>residues) << 2), first);
	store<f32>(rows + ((<usize>(residues + 1)) << 2), second);
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
	const rowBytes = (<usize>width) << 2;
	const headBytes = (<usize>dHead) << 2;
	const rows = scratch;
	const towards = rows + ((<usize>(residues + 2)) << 2);
	const dq = towards + rowBytes;
	const last = <usize>(residues + 2) * rowBytes;
	memory.fill(dTable, 0, last + rowBytes);
	for (let h = 0; h < heads; h++) {
		const q = vectors + ((<usize>(h * (dHead + width))) << 2);
		const v = q + headBytes;
		sumScores(dScores + ((<usize>(h * 2 * residues)) << 2), rows, residues);
		memory.fill(towards, 0, rowBytes);
		for (let t = 0; t < residues + 2; t++) {
			const row = load<f32>(rows + ((<usize>t) << 2));
			addScaled(towards, table + <usize>t * rowBytes, row, width);
			addScaled(dTable + <usize>t * rowBytes, v, row, width);
		}
		memory.fill(dq, 0, headBytes);
		for (let d = 0; d < width; d++) {
			const at = <usize>(h * width + d) * headBytes;
			const factor = load<f32>(towards + ((<usize>d) << 2)) * scale;
			addScaled(dq, key + at, factor, dHead);
			setScaled(dKey + at, q, factor, dHead);
		}
		for (let d = 0; d < width; d++) {
			const at = <usize>(h * width + d) * headBytes;
			const to = dTable + last + ((<usize>d) << 2);
			setScaled(dQuery + at, dq, load<f32>(table + last + ((<usize>d) << 2)), dHead);
			store<f32>(to, load<f32>(to) + dot(query + at, dq, dHead));
		}
	}
}
