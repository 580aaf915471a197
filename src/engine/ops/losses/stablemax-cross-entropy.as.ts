import { logOnePlus } from '../wasm/exponential.as.ts';
import { floats, getFloat, getIndex, setFloat } from '../wasm/floats.as.ts';

/** s(x) = x + 1 for x >= 0 and 1 / (1 - x) below. */
function stablemax(x: f32): f32 {
	return x >= 0 ? x + 1 : 1 / (1 - x);
}

/** `stablemax-cross-entropy`, for a range of rows. */
export function stablemaxCrossEntropy(
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
	const rowBytes = floats(classes);
	logits += <usize>from * rowBytes;
	gradient += <usize>from * rowBytes;
	for (let row = from; row < to; row++) {
		const target = getIndex(targets, row);
		let best = 0;
		let peak = getFloat(logits, 0);
		let rest: f32 = 0;
		for (let j = 0; j < classes; j++) {
			const value = getFloat(logits, j);
			if (value > peak) {
				peak = value;
				best = j;
			}
			const s = stablemax(value);
			setFloat(gradient, j, value >= 0 ? 1 : s * s);
			if (j !== target) rest += s;
		}
		const ofTarget = stablemax(getFloat(logits, target));
		const scale: f32 = <f32>(1.0 / <f64>rows) / (rest + ofTarget);
		for (let j = 0; j < classes; j++) {
			const slope: f32 = getFloat(gradient, j) * scale;
			setFloat(gradient, j, j === target ? -slope * (rest / ofTarget) : slope);
		}
		setFloat(loss, row, logOnePlus(rest / ofTarget));
		setFloat(isCorrect, row, best === target ? 1 : 0);
		logits += rowBytes;
		gradient += rowBytes;
	}
}
