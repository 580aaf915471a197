import { exponential4, logOnePlus } from '../wasm/exponential.as.ts';
import { floats, getIndex } from '../wasm/floats.as.ts';
import { storeLanes } from '../wasm/vector.as.ts';

// Four tables are corrected side by side: they lie next to each other.

/** Bytes of four tables' values of a class. */
const CLASS_BYTES: usize = 16;

/** The corrected outputs [classes, 4] of a row. Returns the first place of each one's maximum. */
function correct(
	logits: usize,
	tables: usize,
	classBytes: usize,
	sign: f32,
	classes: i32,
	to: usize
): v128 {
	const signs = f32x4.splat(sign);
	let best = i32x4.splat(0);
	let peak = f32x4.splat(-Infinity);
	for (let c = 0; c < classes; c++) {
		const logit = v128.load32_splat(logits + floats(c));
		const value = f32x4.add(logit, f32x4.mul(signs, v128.load(tables)));
		v128.store(to, value);
		const isLarger = f32x4.gt(value, peak);
		peak = v128.bitselect(value, peak, isLarger);
		best = v128.bitselect(i32x4.splat(c), best, isLarger);
		tables += classBytes;
		to += CLASS_BYTES;
	}
	return best;
}

/** log(1 + x) of four floats. */
function logarithms(x: v128): v128 {
	return f32x4(
		logOnePlus(f32x4.extract_lane(x, 0)),
		logOnePlus(f32x4.extract_lane(x, 1)),
		logOnePlus(f32x4.extract_lane(x, 2)),
		logOnePlus(f32x4.extract_lane(x, 3))
	);
}

/** s(x) = x + 1 for x >= 0 and 1 / (1 - x) below. */
function stablemax(x: v128): v128 {
	const one = f32x4.splat(1);
	const isBelow = f32x4.lt(x, f32x4.splat(0));
	return v128.bitselect(f32x4.div(one, f32x4.sub(one, x)), f32x4.add(x, one), isBelow);
}

/** -log softmax of the target. A target that ties with the maximum is the class left out. */
function softmaxLoss(values: usize, best: v128, target: i32, classes: i32): v128 {
	const ofTarget = v128.load(values + <usize>target * CLASS_BYTES);
	let peak = v128.load(values);
	for (let c = 1; c < classes; c++) {
		peak = f32x4.max(peak, v128.load(values + <usize>c * CLASS_BYTES));
	}
	const excluded = v128.bitselect(i32x4.splat(target), best, f32x4.eq(ofTarget, peak));
	let rest = f32x4.splat(0);
	for (let c = 0; c < classes; c++) {
		const value = v128.load(values + <usize>c * CLASS_BYTES);
		const own = exponential4(f32x4.sub(value, peak));
		rest = f32x4.add(rest, v128.and(own, i32x4.ne(i32x4.splat(c), excluded)));
	}
	return f32x4.add(f32x4.sub(peak, ofTarget), logarithms(rest));
}

/** log1p(sum of the other classes' stablemax / that of the target). */
function stablemaxLoss(values: usize, target: i32, classes: i32): v128 {
	let rest = f32x4.splat(0);
	for (let c = 0; c < classes; c++) {
		if (c === target) continue;
		rest = f32x4.add(rest, stablemax(v128.load(values + <usize>c * CLASS_BYTES)));
	}
	const ofTarget = stablemax(v128.load(values + <usize>target * CLASS_BYTES));
	return logarithms(f32x4.div(rest, ofTarget));
}

/** max(0, 1 + z_c - z_y) of the largest wrong class, or summed over them. */
function hingeLoss(values: usize, target: i32, classes: i32, isSum: bool): v128 {
	const ofTarget = v128.load(values + <usize>target * CLASS_BYTES);
	let total = f32x4.splat(0);
	for (let c = 0; c < classes; c++) {
		if (c === target) continue;
		const difference = f32x4.sub(v128.load(values + <usize>c * CLASS_BYTES), ofTarget);
		const excess = f32x4.max(f32x4.add(f32x4.splat(1), difference), f32x4.splat(0));
		total = isSum ? f32x4.add(total, excess) : f32x4.max(total, excess);
	}
	return total;
}

/** Mean over the classes of the squared distance to the target's one-hot vector. */
function squaresLoss(values: usize, target: i32, classes: i32): v128 {
	let sum = f32x4.splat(0);
	for (let c = 0; c < classes; c++) {
		const expected = f32x4.splat(c === target ? 1 : 0);
		const difference = f32x4.sub(v128.load(values + <usize>c * CLASS_BYTES), expected);
		sum = f32x4.add(sum, f32x4.mul(difference, difference));
	}
	return f32x4.div(sum, f32x4.splat(<f32>classes));
}

/**
 * `corrected-loss`, for a range of rows. In memory of the thread: the corrected outputs of four
 * tables.
 */
export function correctedLoss(
	logits: usize,
	tables: usize,
	sums: usize,
	targets: usize,
	group: usize,
	loss: usize,
	isCorrect: usize,
	columns: i32,
	classes: i32,
	count: i32,
	sign: f32,
	kind: i32,
	groups: i32,
	from: i32,
	to: i32,
	own: usize
): void {
	const classBytes = floats(count);
	memory.fill(loss + floats(from * count), 0, floats((to - from) * count));
	memory.fill(isCorrect + floats(from * count), 0, floats((to - from) * count));
	for (let row = from; row < to; row++) {
		if (((groups >> getIndex(group, row)) & 1) === 0) continue;
		const target = getIndex(targets, row);
		const outputs = logits + floats(row * columns);
		const table = tables + <usize>(getIndex(sums, row) * classes) * classBytes;
		for (let m = 0; m < count; m += 4) {
			const best = correct(outputs, table + floats(m), classBytes, sign, classes, own);
			let value: v128;
			if (kind === 0) value = softmaxLoss(own, best, target, classes);
			else if (kind === 1) value = squaresLoss(own, target, classes);
			else if (kind === 2) value = stablemaxLoss(own, target, classes);
			else value = hingeLoss(own, target, classes, kind === 4);
			const to = floats(row * count + m);
			storeLanes(loss + to, value, count - m);
			const isTarget = i32x4.eq(best, i32x4.splat(target));
			storeLanes(isCorrect + to, v128.and(isTarget, f32x4.splat(1)), count - m);
		}
	}
}
