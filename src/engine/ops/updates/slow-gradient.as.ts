import { floats } from '../wasm/floats.as.ts';
import { storeLanes } from '../wasm/vector.as.ts';

const SCHEDULE_COLUMNS: i32 = 3;

/** `slow-gradient` of `count` gradients: those from four times `from` to before four times `to`. */
export function slowGradient(
	gradients: usize,
	mean: usize,
	schedule: usize,
	clock: usize,
	count: i32,
	from: i32,
	to: i32
): void {
	const row = schedule + floats(load<i32>(clock) * SCHEDULE_COLUMNS);
	const kept = v128.load32_splat(row);
	const gain = v128.load32_splat(row, 4);
	const lambda = v128.load32_splat(row, 8);
	for (let i = 4 * from; i < min(4 * to, count); i += 4) {
		const at = floats(i);
		const gradient = v128.load(gradients + at);
		const before = f32x4.mul(kept, v128.load(mean + at));
		const moved = f32x4.add(before, f32x4.mul(gain, gradient));
		storeLanes(mean + at, moved, count - i);
		storeLanes(gradients + at, f32x4.add(gradient, f32x4.mul(lambda, moved)), count - i);
	}
}
