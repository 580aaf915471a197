import { floats, getFloat, getIndex, setFloat } from '../wasm/floats.as.ts';
import { storeLanes } from '../wasm/vector.as.ts';

/** Columns whose sums are kept in registers. */
const BLOCK: i32 = 16;
/** Bytes of a term: the address of its row of the table, and its weight. */
const TERM_BYTES: usize = 8;

/** The terms of one row, head by head. */
function listTerms(
	terms: usize,
	pattern: usize,
	table: usize,
	positions: usize,
	heads: i32,
	width: i32,
	context: i32,
	tableRows: i32,
	rowBytes: usize
): void {
	for (let h = 0; h < heads; h++) {
		for (let j = 0; j < context; j++) {
			const row = h * tableRows + getIndex(positions, j);
			store<u32>(terms, <u32>(table + <usize>row * rowBytes));
			setFloat(terms, 1, getFloat(pattern, h * width + j));
			terms += TERM_BYTES;
		}
	}
}

/** Sixteen columns of one row onto those of its base, `at` bytes from the rows' beginnings. */
function mixBlock(terms: usize, count: i32, base: usize, at: usize, to: usize): void {
	let y0 = v128.load(base + at);
	let y1 = v128.load(base + at, 16);
	let y2 = v128.load(base + at, 32);
	let y3 = v128.load(base + at, 48);
	for (let e = 0; e < count; e++) {
		const row = <usize>load<u32>(terms) + at;
		const weight = v128.load32_splat(terms, 4);
		y0 = f32x4.add(y0, f32x4.mul(weight, v128.load(row)));
		y1 = f32x4.add(y1, f32x4.mul(weight, v128.load(row, 16)));
		y2 = f32x4.add(y2, f32x4.mul(weight, v128.load(row, 32)));
		y3 = f32x4.add(y3, f32x4.mul(weight, v128.load(row, 48)));
		terms += TERM_BYTES;
	}
	v128.store(to, y0);
	v128.store(to, y1, 16);
	v128.store(to, y2, 32);
	v128.store(to, y3, 48);
}

/** Four columns of one row, where fewer than sixteen are left. */
function mixFour(terms: usize, count: i32, base: usize, at: usize, to: usize): void {
	let y = v128.load(base + at);
	for (let e = 0; e < count; e++) {
		const row = <usize>load<u32>(terms) + at;
		y = f32x4.add(y, f32x4.mul(v128.load32_splat(terms, 4), v128.load(row)));
		terms += TERM_BYTES;
	}
	v128.store(to, y);
}

/** The columns of neurons, rectified, and those of outputs from one mixed row. */
function storeRow(
	mixed: usize,
	neurons: usize,
	direct: usize,
	hidden: i32,
	outputs: i32,
	outputsAt: i32
): void {
	const zero = f32x4.splat(0);
	for (let f = 0; f < hidden; f += 4) {
		// pmax(a, b) is b where a < b, else a: it keeps what is not a number.
		const value = f32x4.pmax(v128.load(mixed + floats(f)), zero);
		storeLanes(neurons + floats(f), value, hidden - f);
	}
	memory.copy(direct, mixed + floats(outputsAt), floats(outputs));
}

/**
 * `attention-mix` for a range of rows. In memory of the thread: the terms of a row, then its mixed
 * columns.
 */
export function attentionMix(
	pattern: usize,
	table: usize,
	index: usize,
	base: usize,
	neurons: usize,
	direct: usize,
	heads: i32,
	width: i32,
	context: i32,
	tableRows: i32,
	columns: i32,
	hidden: i32,
	outputs: i32,
	outputsAt: i32,
	from: i32,
	to: i32,
	own: usize
): void {
	const rowBytes = floats(columns);
	const count = heads * context;
	const mixed = own + <usize>count * TERM_BYTES;
	for (let row = from; row < to; row++) {
		const positions = index + floats(row * context);
		const weights = pattern + floats(row * heads * width);
		const first = base + <usize>getIndex(positions, 0) * rowBytes;
		listTerms(own, weights, table, positions, heads, width, context, tableRows, rowBytes);
		let f = 0;
		for (; f + BLOCK <= columns; f += BLOCK) {
			mixBlock(own, count, first, floats(f), mixed + floats(f));
		}
		for (; f < columns; f += 4) mixFour(own, count, first, floats(f), mixed + floats(f));
		const outs = direct + floats(row * outputs);
		storeRow(mixed, neurons + floats(row * hidden), outs, hidden, outputs, outputsAt);
	}
}
