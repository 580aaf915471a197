import { floats, getFloat, getIndex, setFloat } from '../wasm/floats.as.ts';
import { addScaled } from '../wasm/vector.as.ts';

// The entries of a table row are listed in chunks, and sixteen columns of two heads are kept in
// registers while a chunk is added, entry by entry: the order of each sum is that of the entries.

const CHUNK: i32 = 64;
const BLOCK: i32 = 16;

/** Bytes of a term in front of its weights: the addresses of its rows of neurons and outputs. */
const WEIGHTS_AT: usize = 8;

function termBytes(weights: i32): usize {
	return WEIGHTS_AT + floats(weights);
}

/** Adds sixteen columns of rows times one weight each. `rows` is where terms have addresses. */
function addOne(rows: usize, weights: usize, step: usize, count: i32, at: usize, to: usize): void {
	let y0 = v128.load(to);
	let y1 = v128.load(to, 16);
	let y2 = v128.load(to, 32);
	let y3 = v128.load(to, 48);
	for (let e = 0; e < count; e++) {
		const x = <usize>load<u32>(rows) + at;
		const weight = v128.load32_splat(weights);
		y0 = f32x4.add(y0, f32x4.mul(weight, v128.load(x)));
		y1 = f32x4.add(y1, f32x4.mul(weight, v128.load(x, 16)));
		y2 = f32x4.add(y2, f32x4.mul(weight, v128.load(x, 32)));
		y3 = f32x4.add(y3, f32x4.mul(weight, v128.load(x, 48)));
		rows += step;
		weights += step;
	}
	v128.store(to, y0);
	v128.store(to, y1, 16);
	v128.store(to, y2, 32);
	v128.store(to, y3, 48);
}

/** The same with two weights each, to two results. */
function addTwo(
	rows: usize,
	weights: usize,
	step: usize,
	count: i32,
	at: usize,
	to: usize,
	second: usize
): void {
	let y0 = v128.load(to);
	let y1 = v128.load(to, 16);
	let y2 = v128.load(to, 32);
	let y3 = v128.load(to, 48);
	let z0 = v128.load(second);
	let z1 = v128.load(second, 16);
	let z2 = v128.load(second, 32);
	let z3 = v128.load(second, 48);
	for (let e = 0; e < count; e++) {
		const row = <usize>load<u32>(rows) + at;
		const left = v128.load32_splat(weights);
		const right = v128.load32_splat(weights, 4);
		const x0 = v128.load(row);
		y0 = f32x4.add(y0, f32x4.mul(left, x0));
		z0 = f32x4.add(z0, f32x4.mul(right, x0));
		const x1 = v128.load(row, 16);
		y1 = f32x4.add(y1, f32x4.mul(left, x1));
		z1 = f32x4.add(z1, f32x4.mul(right, x1));
		const x2 = v128.load(row, 32);
		y2 = f32x4.add(y2, f32x4.mul(left, x2));
		z2 = f32x4.add(z2, f32x4.mul(right, x2));
		const x3 = v128.load(row, 48);
		y3 = f32x4.add(y3, f32x4.mul(left, x3));
		z3 = f32x4.add(z3, f32x4.mul(right, x3));
		rows += step;
		weights += step;
	}
	v128.store(to, y0);
	v128.store(to, y1, 16);
	v128.store(to, y2, 32);
	v128.store(to, y3, 48);
	v128.store(second, z0);
	v128.store(second, z1, 16);
	v128.store(second, z2, 32);
	v128.store(second, z3, 48);
}

/** Adds `columns` columns of all terms to `heads` results, `apart` bytes from each other. */
function addTerms(
	terms: usize,
	rowsAt: usize,
	count: i32,
	heads: i32,
	columns: i32,
	to: usize,
	apart: usize
): void {
	const step = termBytes(heads);
	const rows = terms + rowsAt;
	let f = 0;
	for (; f + BLOCK <= columns; f += BLOCK) {
		const at = floats(f);
		let h = 0;
		for (; h + 2 <= heads; h += 2) {
			const first = to + at + <usize>h * apart;
			addTwo(rows, terms + termBytes(h), step, count, at, first, first + apart);
		}
		if (h < heads) addOne(rows, terms + termBytes(h), step, count, at, to + at + <usize>h * apart);
	}
	if (f === columns) return;
	for (let e = 0; e < count; e++) {
		const term = terms + <usize>e * step;
		const x = <usize>load<u32>(term + rowsAt) + floats(f);
		for (let h = 0; h < heads; h++) {
			const weight = getFloat(term + WEIGHTS_AT, h);
			addScaled(to + floats(f) + <usize>h * apart, x, weight, columns - f);
		}
	}
}

/** The terms of up to `CHUNK` entries: their rows, and the weight of every head. */
function listTerms(
	terms: usize,
	order: usize,
	from: i32,
	to: i32,
	neurons: usize,
	direct: usize,
	pattern: usize,
	heads: i32,
	width: i32,
	context: i32,
	hidden: i32,
	outputs: i32
): void {
	for (let e = from; e < to; e++) {
		const entry = getIndex(order, e);
		const row = entry / context;
		store<u32>(terms, <u32>(neurons + floats(row * hidden)));
		store<u32>(terms, <u32>(direct + floats(row * outputs)), 4);
		const weights = pattern + floats(row * heads * width + (entry % context));
		for (let h = 0; h < heads; h++) {
			setFloat(terms + WEIGHTS_AT, h, getFloat(weights, h * width));
		}
		terms += termBytes(heads);
	}
}

/** Of a chunk, the entries in the first position, with weight 1. Returns how many there are. */
function listBaseTerms(
	terms: usize,
	order: usize,
	from: i32,
	to: i32,
	neurons: usize,
	direct: usize,
	context: i32,
	hidden: i32,
	outputs: i32
): i32 {
	let count = 0;
	for (let e = from; e < to; e++) {
		const entry = getIndex(order, e);
		if (entry % context !== 0) continue;
		const row = entry / context;
		store<u32>(terms, <u32>(neurons + floats(row * hidden)));
		store<u32>(terms, <u32>(direct + floats(row * outputs)), 4);
		setFloat(terms + WEIGHTS_AT, 0, 1);
		terms += termBytes(1);
		count++;
	}
	return count;
}

/**
 * `attention-mix-table-gradient`: the entries of every table row in their order, for a range of
 * table rows. In memory of the thread: the terms of a chunk.
 */
export function attentionMixTableGradient(
	neurons: usize,
	direct: usize,
	pattern: usize,
	order: usize,
	offsets: usize,
	dTable: usize,
	dBase: usize,
	heads: i32,
	width: i32,
	context: i32,
	tableRows: i32,
	baseRows: i32,
	total: i32,
	hidden: i32,
	outputs: i32,
	outputsAt: i32,
	from: i32,
	to: i32,
	own: usize
): void {
	const rowBytes = floats(total);
	const outputBytes = floats(outputsAt);
	const apart = <usize>tableRows * rowBytes;
	for (let t = from; t < to; t++) {
		const sums = dTable + <usize>t * rowBytes;
		const base = dBase + <usize>t * rowBytes;
		for (let h = 0; h < heads; h++) memory.fill(sums + <usize>h * apart, 0, rowBytes);
		if (t < baseRows) memory.fill(base, 0, rowBytes);
		const end = getIndex(offsets, t + 1);
		for (let e = getIndex(offsets, t); e < end; e += CHUNK) {
			const last = min(end, e + CHUNK);
			listTerms(
				own,
				order,
				e,
				last,
				neurons,
				direct,
				pattern,
				heads,
				width,
				context,
				hidden,
				outputs
			);
			addTerms(own, 0, last - e, heads, hidden, sums, apart);
			addTerms(own, 4, last - e, heads, outputs, sums + outputBytes, apart);
			if (t >= baseRows) continue;
			const n = listBaseTerms(own, order, e, last, neurons, direct, context, hidden, outputs);
			addTerms(own, 0, n, 1, hidden, base, 0);
			addTerms(own, 4, n, 1, outputs, base + outputBytes, 0);
		}
	}
}
