import { floats } from '../wasm/floats.as.ts';
import { setScaled, storeLanes, sumOfSquares } from '../wasm/vector.as.ts';

// The pieces of Muon beside its products. The part of the flat buffers holds a matrix as [heads,
// inputs, outputs / heads]: a row of a head lies side by side there and in the matrix.

const SCHEDULE_COLUMNS: i32 = 5;

/** One row of a head of `muon-direction`. */
function directionOfRow(
	moment: usize,
	gradients: usize,
	y: usize,
	width: i32,
	momentum: v128,
	gain: v128,
	isNesterov: bool
): void {
	for (let j = 0; j < width; j += 4) {
		const at = floats(j);
		const gradient = f32x4.mul(gain, v128.load(gradients + at));
		const moved = f32x4.add(f32x4.mul(momentum, v128.load(moment + at)), gradient);
		storeLanes(moment + at, moved, width - j);
		const ahead = f32x4.add(f32x4.mul(momentum, moved), gradient);
		storeLanes(y + at, isNesterov ? ahead : moved, width - j);
	}
}

/** `muon-direction`. */
export function muonDirection(
	moment: usize,
	gradients: usize,
	schedule: usize,
	clock: usize,
	y: usize,
	batch: i32,
	inputs: i32,
	outputs: i32,
	heads: i32
): void {
	const row = schedule + floats(load<i32>(clock) * SCHEDULE_COLUMNS);
	const momentum = v128.load32_splat(row, 8);
	const gain = v128.load32_splat(row, 12);
	const isNesterov = load<f32>(row, 16) === 1;
	const width = outputs / heads;
	for (let i = 0; i < batch * heads * inputs; i++) {
		const entry = i / (heads * inputs);
		const head = (i / inputs) % heads;
		const place = y + floats((entry * inputs + (i % inputs)) * outputs + head * width);
		const at = floats(i * width);
		directionOfRow(moment + at, gradients + at, place, width, momentum, gain, isNesterov);
	}
}

/** `muon-update`. */
export function muonUpdate(
	weights: usize,
	direction: usize,
	schedule: usize,
	clock: usize,
	batch: i32,
	inputs: i32,
	outputs: i32,
	heads: i32,
	scale: f32
): void {
	const row = schedule + floats(load<i32>(clock) * SCHEDULE_COLUMNS);
	const kept = f32x4.splat(1 - load<f32>(row));
	const rate = f32x4.splat(load<f32>(row, 4) * scale);
	const width = outputs / heads;
	for (let i = 0; i < batch * heads * inputs; i++) {
		const entry = i / (heads * inputs);
		const head = (i / inputs) % heads;
		const from = direction + floats((entry * inputs + (i % inputs)) * outputs + head * width);
		const to = weights + floats(i * width);
		for (let j = 0; j < width; j += 4) {
			const change = f32x4.mul(rate, v128.load(from + floats(j)));
			const weight = f32x4.mul(v128.load(to + floats(j)), kept);
			storeLanes(to + floats(j), f32x4.sub(weight, change), width - j);
		}
	}
}

/** `normalize-matrices`: norms in float64, where squares of small gradients do not become 0. */
export function normalizeMatrices(x: usize, y: usize, batch: i32, size: i32, eps: f32): void {
	for (let i = 0; i < batch; i++) {
		const at = floats(i * size);
		const norm = sqrt<f64>(sumOfSquares(x + at, size)) + <f64>eps;
		setScaled(y + at, x + at, <f32>(1 / norm), size);
	}
}
