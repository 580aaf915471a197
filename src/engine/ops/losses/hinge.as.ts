import { floats, getFloat, getIndex, setFloat } from '../wasm/floats.as.ts';

/** The first of the largest wrong classes. */
function rivalOf(logits: usize, classes: i32, target: i32): i32 {
	let rival = target === 0 ? 1 : 0;
	for (let j = rival; j < classes; j++) {
		if (j !== target && getFloat(logits, j) > getFloat(logits, rival)) rival = j;
	}
	return rival;
}

/** `hinge`, for a range of rows. What is no number counts, so that the loss is none either. */
export function hinge(
	logits: usize,
	targets: usize,
	loss: usize,
	isCorrect: usize,
	gradient: usize,
	rows: i32,
	classes: i32,
	isSum: bool,
	from: i32,
	to: i32
): void {
	const share: f32 = <f32>(1.0 / <f64>rows);
	const rowBytes = floats(classes);
	logits += <usize>from * rowBytes;
	gradient += <usize>from * rowBytes;
	for (let row = from; row < to; row++) {
		const target = getIndex(targets, row);
		const ofTarget = getFloat(logits, target);
		const rival = rivalOf(logits, classes, target);
		let sum: f32 = 0;
		let count: f32 = 0;
		for (let j = 0; j < classes; j++) {
			const excess: f32 = 1 + (getFloat(logits, j) - ofTarget);
			const isCompared = isSum ? j !== target : j === rival;
			const counts = isCompared && !(excess <= 0);
			if (counts) {
				sum += excess;
				count += 1;
			}
			setFloat(gradient, j, counts ? share : 0);
		}
		setFloat(gradient, target, -count * share);
		const largest = getFloat(logits, rival);
		const isFirst = largest < ofTarget || (largest === ofTarget && target < rival);
		setFloat(loss, row, sum);
		setFloat(isCorrect, row, isFirst ? 1 : 0);
		logits += rowBytes;
		gradient += rowBytes;
	}
}
