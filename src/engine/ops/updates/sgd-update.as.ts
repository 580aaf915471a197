import { floats } from '../wasm/floats.as.ts';
import { storeLanes } from '../wasm/vector.as.ts';

const SCHEDULE_COLUMNS: i32 = 6;

/** `sgd-update` of `count` weights: those from four times `from` to before four times `to`. */
export function sgdUpdate(
	weights: usize,
	buffer: usize,
	gradients: usize,
	schedule: usize,
	clock: usize,
	count: i32,
	from: i32,
	to: i32
): void {
	const row = schedule + floats(load<i32>(clock) * SCHEDULE_COLUMNS);
	const rate = v128.load32_splat(row);
	const kept = f32x4.splat(1 - load<f32>(row, 4));
	const coupled = v128.load32_splat(row, 8);
	const momentum = v128.load32_splat(row, 12);
	const gain = v128.load32_splat(row, 16);
	const isNesterov = load<f32>(row, 20) === 1;
	for (let i = 4 * from; i < min(4 * to, count); i += 4) {
		const at = floats(i);
		const weight = v128.load(weights + at);
		const gradient = f32x4.add(v128.load(gradients + at), f32x4.mul(coupled, weight));
		const before = f32x4.mul(momentum, v128.load(buffer + at));
		const velocity = f32x4.add(before, f32x4.mul(gain, gradient));
		storeLanes(buffer + at, velocity, count - i);
		const direction = isNesterov ? f32x4.add(gradient, f32x4.mul(momentum, velocity)) : velocity;
		const next = f32x4.sub(f32x4.mul(weight, kept), f32x4.mul(rate, direction));
		storeLanes(weights + at, next, count - i);
	}
}
