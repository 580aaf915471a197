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
		const start = (<usize>(row * classes)) << 2;
		const target = <i32>load<u32>(targets + ((<usize>row) << 2));
		let best = 0;
		let peak = load<f32>(values + start);
		let sum: f32 = 0;
		for (let j = 0; j < classes; j++) {
			const at = start + ((<usize>j) << 2);
			const value = load<f32>(values + at);
			if (value > peak) {
				peak = value;
				best = j;
			}
			const difference: f32 = j === target ? value - 1 : value;
			sum += difference * difference;
			store<f32>(gradient + at, slope * difference);
		}
		store<f32>(loss + ((<usize>row) << 2), sum / <f32>classes);
		store<f32>(isCorrect + ((<usize>row) << 2), best === target ? 1 : 0);
	}
}
