import { exponential4, exponential, logOnePlus } from '../wasm/exponential.as.ts';
import { floats, getFloat, getIndex, setFloat } from '../wasm/floats.as.ts';
import { setScaled, sumOf } from '../wasm/vector.as.ts';

/** The first place of the largest logit. */
function firstMaximum(logits: usize, classes: i32): i32 {
	let best = 0;
	let peak = getFloat(logits, 0);
	for (let j = 1; j < classes; j++) {
		const logit = getFloat(logits, j);
		if (logit > peak) {
			peak = logit;
			best = j;
		}
	}
	return best;
}

/** exp(logit - peak) of a row. */
function exponentialsOf(logits: usize, peak: f32, to: usize, classes: i32): void {
	const peaks = f32x4.splat(peak);
	let j = 0;
	for (; j + 4 <= classes; j += 4) {
		const at = floats(j);
		v128.store(to + at, exponential4(f32x4.sub(v128.load(logits + at), peaks)));
	}
	for (; j < classes; j++) setFloat(to, j, exponential(getFloat(logits, j) - peak));
}

/**
 * `softmax-cross-entropy`, from the other classes as the op says. The class left out has the
 * largest logit, hence the exponential 1. For a range of rows.
 */
export function softmaxCrossEntropy(
	logits: usize,
	targets: usize,
	loss: usize,
	isCorrect: usize,
	gradient: usize,
	rows: i32,
	classes: i32,
	from: i32,
	to: i32
): void {
	const share: f32 = <f32>(1.0 / <f64>rows);
	const rowBytes = floats(classes);
	logits += <usize>from * rowBytes;
	gradient += <usize>from * rowBytes;
	for (let row = from; row < to; row++) {
		const target = getIndex(targets, row);
		const best = firstMaximum(logits, classes);
		const peak = getFloat(logits, best);
		const margin = peak - getFloat(logits, target);
		const excluded = margin === 0 ? target : best;
		exponentialsOf(logits, peak, gradient, classes);
		const ofExcluded = getFloat(gradient, excluded);
		setFloat(gradient, excluded, 0);
		const rest = sumOf(gradient, classes);
		setFloat(gradient, excluded, ofExcluded);
		setFloat(loss, row, margin + logOnePlus(rest));
		setFloat(isCorrect, row, best === target ? 1 : 0);
		setFloat(gradient, target, 0);
		setScaled(gradient, gradient, 1 / (1 + rest), classes);
		const others = sumOf(gradient, classes);
		setScaled(gradient, gradient, share, classes);
		setFloat(gradient, target, -others * share);
		logits += rowBytes;
		gradient += rowBytes;
	}
}
