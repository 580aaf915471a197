import { floats } from '../wasm/floats.as.ts';
import { storeLanes } from '../wasm/vector.as.ts';

const SCHEDULE_COLUMNS: i32 = 2;

/** `recent-gradients`: elements from four times `from` to before four times `to`. */
export function recentGradients(
	gradients: usize,
	ring: usize,
	schedule: usize,
	clock: usize,
	count: i32,
	slots: i32,
	from: i32,
	to: i32
): void {
	const row = schedule + floats(load<i32>(clock) * SCHEDULE_COLUMNS);
	const own = ring + floats(<i32>load<f32>(row) * count);
	const gain = load<f32>(row, 4);
	const factor = f32x4.splat(gain / <f32>slots);
	for (let i = 4 * from; i < min(4 * to, count); i += 4) {
		const at = floats(i);
		const gradient = v128.load(gradients + at);
		storeLanes(own + at, gradient, count - i);
		if (gain === 0) continue;
		let sum = f32x4.splat(0);
		for (let k = 0; k < slots; k++) {
			sum = f32x4.add(sum, v128.load(ring + floats(k * count) + at));
		}
		storeLanes(gradients + at, f32x4.add(gradient, f32x4.mul(factor, sum)), count - i);
	}
}
