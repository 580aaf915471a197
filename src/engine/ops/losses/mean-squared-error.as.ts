import { floats, getFloat, getIndex, setFloat } from '../wasm/floats.as.ts';

/** `mean-squared-error`, for a range of rows. */
export function meanSquaredError(
	values: usize,
	targets: usize,
	loss: usize,
	isCorrect: usize,
	gradient: usize,
	rows: i32,
	classes: i32,
	from: i32,
	to: i32
): void {
	const slope: f32 = <f32>(2.0 / (<f64>rows * <f64>classes));
	for (let row = from; row < to; row++) {
		const ofRow = values + floats(row * classes);
		const slopes = gradient + floats(row * classes);
		const target = getIndex(targets, row);
		let best = 0;
		let peak = getFloat(ofRow, 0);
		let sum: f32 = 0;
		for (let j = 0; j < classes; j++) {
			const value = getFloat(ofRow, j);
			if (value > peak) {
				peak = value;
				best = j;
			}
			const difference: f32 = j === target ? value - 1 : value;
			sum += difference * difference;
			setFloat(slopes, j, slope * difference);
		}
		setFloat(loss, row, sum / <f32>classes);
		setFloat(isCorrect, row, best === target ? 1 : 0);
	}
}
