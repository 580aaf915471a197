import { floats } from '../wasm/floats.as.ts';
import { setScaled, sumOfSquares } from '../wasm/vector.as.ts';

/** Sum of x y over n floats in float64, where products of small numbers do not become 0. */
function longDot(x: usize, y: usize, n: i32): f64 {
	let sums = f64x2.splat(0);
	let i = 0;
	for (; i + 2 <= n; i += 2) {
		const left = f64x2.promote_low_f32x4(v128.load64_zero(x));
		const right = f64x2.promote_low_f32x4(v128.load64_zero(y));
		sums = f64x2.add(sums, f64x2.mul(left, right));
		x += 8;
		y += 8;
	}
	const sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
	return i < n ? sum + <f64>load<f32>(x) * <f64>load<f32>(y) : sum;
}

/** `orthogonal-gradient`, with sums in float64. */
export function orthogonalGradient(
	gradients: usize,
	weights: usize,
	schedule: usize,
	clock: usize,
	count: i32
): void {
	const before = sqrt<f64>(sumOfSquares(gradients, count));
	const square = sumOfSquares(weights, count) + 1e-30;
	const share = <f32>(longDot(weights, gradients, count) / square);
	for (let i = 0; i < count; i++) {
		const at = floats(i);
		store<f32>(gradients + at, load<f32>(gradients + at) - share * load<f32>(weights + at));
	}
	if (load<f32>(schedule + floats(load<i32>(clock))) !== 1) return;
	const factor = before / (sqrt<f64>(sumOfSquares(gradients, count)) + 1e-30);
	setScaled(gradients, gradients, <f32>factor, count);
}
