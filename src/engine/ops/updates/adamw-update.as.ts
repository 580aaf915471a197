import { floats } from '../wasm/floats.as.ts';

/** Gradients below this, and second moments below its square, are small: 2^-40 and 2^-80. */
const SMALL: f32 = 9.094947017729282e-13;
const SMALL_SQUARE: f32 = 8.271806125530277e-25;
/** Unit of small second moments: 2^-120, of their roots 2^-60. */
const SQUARE: f32 = 1.329227995784916e36;
const ROOT: f32 = 1.152921504606847e18;

const SCHEDULE_COLUMNS: i32 = 8;

/**
 * Four second moments after an update, and their roots behind them (`to`), where some are small:
 * those are computed and stored as -2^120 v, as the op says.
 */
function smallMoments(stored: v128, gradient: v128, keep: v128, gain: v128, to: usize): void {
	const isCoded = f32x4.lt(stored, f32x4.splat(0));
	const kept = f32x4.mul(keep, stored);
	const isSmall = v128.and(
		f32x4.lt(f32x4.abs(gradient), f32x4.splat(SMALL)),
		f32x4.lt(kept, f32x4.splat(SMALL_SQUARE))
	);
	const coded = f32x4.neg(stored);
	const before = v128.bitselect(f32x4.mul(coded, f32x4.splat(1 / SQUARE)), stored, isCoded);
	const square = f32x4.mul(gain, f32x4.mul(gradient, gradient));
	const moment = f32x4.add(f32x4.mul(keep, before), square);
	// A stored moment times SQUARE may leave float32; what is kept of it is small here.
	const keptUp = v128.bitselect(f32x4.neg(kept), f32x4.mul(kept, f32x4.splat(SQUARE)), isCoded);
	const gradientUp = f32x4.mul(gradient, f32x4.splat(ROOT));
	const squareUp = f32x4.mul(gain, f32x4.mul(gradientUp, gradientUp));
	const momentUp = f32x4.add(keptUp, squareUp);
	const rootUp = f32x4.mul(f32x4.sqrt(momentUp), f32x4.splat(1 / ROOT));
	v128.store(to, v128.bitselect(f32x4.neg(momentUp), moment, isSmall));
	v128.store(to, v128.bitselect(rootUp, f32x4.sqrt(moment), isSmall), 16);
}

/**
 * `adamw-update` of the weights from four times `from` to before four times `to`. In memory of the
 * thread: four second moments and their roots.
 */
export function adamwUpdate(
	weights: usize,
	first: usize,
	second: usize,
	gradients: usize,
	schedule: usize,
	clock: usize,
	from: i32,
	to: i32,
	own: usize
): void {
	const row = schedule + floats(load<i32>(clock) * SCHEDULE_COLUMNS);
	const keepWeight = f32x4.splat(1 - load<f32>(row));
	const stepSize = v128.load32_splat(row, 4);
	const rootScale = v128.load32_splat(row, 8);
	const keepFirst = v128.load32_splat(row, 12);
	const gainFirst = v128.load32_splat(row, 16);
	const keepSecond = v128.load32_splat(row, 20);
	const gainSecond = v128.load32_splat(row, 24);
	const eps = v128.load32_splat(row, 28);
	const smallest = f32x4.splat(SMALL_SQUARE);
	for (let i = from; i < to; i++) {
		const at = floats(4 * i);
		const gradient = v128.load(gradients + at);
		const moment = f32x4.add(
			f32x4.mul(keepFirst, v128.load(first + at)),
			f32x4.mul(gainFirst, gradient)
		);
		v128.store(first + at, moment);
		const stored = v128.load(second + at);
		const kept = f32x4.mul(keepSecond, stored);
		let root: v128;
		if (v128.any_true(f32x4.lt(kept, smallest))) {
			smallMoments(stored, gradient, keepSecond, gainSecond, own);
			v128.store(second + at, v128.load(own));
			root = v128.load(own, 16);
		} else {
			const value = f32x4.add(kept, f32x4.mul(gainSecond, f32x4.mul(gradient, gradient)));
			v128.store(second + at, value);
			root = f32x4.sqrt(value);
		}
		const denominator = f32x4.add(f32x4.mul(root, rootScale), eps);
		const change = f32x4.div(f32x4.mul(stepSize, moment), denominator);
		const decayed = f32x4.mul(v128.load(weights + at), keepWeight);
		v128.store(weights + at, f32x4.sub(decayed, change));
	}
}
