import { exponential, logOnePlus } from '../wasm/exponential.as.ts';
import { floats, getFloat, getIndex, setFloat } from '../wasm/floats.as.ts';
import { sumOf } from '../wasm/vector.as.ts';

/**
 * `naive-cross-entropy`, for a range of rows. The sum and the target's probability are float32, so
 * that they become exactly 1 as they do where others compute in float32.
 */
export function naiveCrossEntropy(
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
		let best = 0;
		let peak = getFloat(logits, 0);
		for (let j = 1; j < classes; j++) {
			const logit = getFloat(logits, j);
			if (logit > peak) {
				peak = logit;
				best = j;
			}
		}
		for (let j = 0; j < classes; j++) {
			setFloat(gradient, j, exponential(getFloat(logits, j) - peak));
		}
		const total = sumOf(gradient, classes);
		setFloat(loss, row, peak - getFloat(logits, target) + logOnePlus(total - 1));
		setFloat(isCorrect, row, best === target ? 1 : 0);
		for (let j = 0; j < classes; j++) {
			const probability: f32 = getFloat(gradient, j) / total;
			const expected: f32 = j === target ? 1 : 0;
			setFloat(gradient, j, (probability - expected) * share);
		}
		logits += rowBytes;
		gradient += rowBytes;
	}
}
