import { floats, getFloat, setFloat } from '../wasm/floats.as.ts';
import { storeLanes, sumLanes, sumOf } from '../wasm/vector.as.ts';

/** Sum of (x - mean)^2 over n floats, in four partial sums. */
function squaresAround(x: usize, mean: f32, n: i32): f32 {
	const means = f32x4.splat(mean);
	let sums = f32x4.splat(0);
	let i = 0;
	for (; i + 4 <= n; i += 4) {
		const difference = f32x4.sub(v128.load(x + floats(i)), means);
		sums = f32x4.add(sums, f32x4.mul(difference, difference));
	}
	let sum = sumLanes(sums);
	for (; i < n; i++) {
		const difference = getFloat(x, i) - mean;
		sum += difference * difference;
	}
	return sum;
}

/** `normalize-rows`, for a range of rows. */
export function normalizeRows(
	x: usize,
	gain: usize,
	bias: usize,
	y: usize,
	statistics: usize,
	columns: i32,
	isCentered: bool,
	eps: f32,
	from: i32,
	to: i32
): void {
	const rowBytes = floats(columns);
	x += <usize>from * rowBytes;
	y += <usize>from * rowBytes;
	for (let row = from; row < to; row++) {
		const mean: f32 = isCentered ? sumOf(x, columns) / <f32>columns : 0;
		const variance = squaresAround(x, mean, columns) / <f32>columns;
		const scale: f32 = 1 / sqrt<f32>(variance + eps);
		for (let j = 0; j < columns; j += 4) {
			const centered = f32x4.sub(v128.load(x + floats(j)), f32x4.splat(mean));
			const normal = f32x4.mul(centered, f32x4.splat(scale));
			const scaled = f32x4.mul(normal, v128.load(gain + floats(j)));
			storeLanes(y + floats(j), f32x4.add(scaled, v128.load(bias + floats(j))), columns - j);
		}
		setFloat(statistics, 2 * row, mean);
		setFloat(statistics, 2 * row + 1, scale);
		x += rowBytes;
		y += rowBytes;
	}
}

/**
 * One row of `normalize-rows-gradient`: first d_y n in `scaled`, whose products with the gain have
 * the sum that d_x needs.
 */
function gradientOfRow(
	dY: usize,
	x: usize,
	gain: usize,
	dX: usize,
	scaled: usize,
	columns: i32,
	mean: f32,
	scale: f32,
	isCentered: bool
): void {
	let sum: f32 = 0;
	let product: f32 = 0;
	for (let j = 0; j < columns; j++) {
		const own = getFloat(dY, j) * ((getFloat(x, j) - mean) * scale);
		setFloat(scaled, j, own);
		sum += getFloat(dY, j) * getFloat(gain, j);
		product += own * getFloat(gain, j);
	}
	const offset: f32 = isCentered ? sum / <f32>columns : 0;
	const share = f32x4.splat(product / <f32>columns);
	for (let j = 0; j < columns; j += 4) {
		const at = floats(j);
		const centered = f32x4.sub(v128.load(x + at), f32x4.splat(mean));
		const along = f32x4.mul(f32x4.mul(centered, f32x4.splat(scale)), share);
		const slope = f32x4.mul(v128.load(dY + at), v128.load(gain + at));
		const across = f32x4.sub(f32x4.sub(slope, f32x4.splat(offset)), along);
		storeLanes(dX + at, f32x4.mul(f32x4.splat(scale), across), columns - j);
	}
}

/** `normalize-rows-gradient`, for a range of rows. */
export function normalizeRowsGradient(
	dY: usize,
	x: usize,
	gain: usize,
	statistics: usize,
	dX: usize,
	scaled: usize,
	columns: i32,
	isCentered: bool,
	from: i32,
	to: i32
): void {
	for (let row = from; row < to; row++) {
		const at = floats(row * columns);
		const mean = getFloat(statistics, 2 * row);
		const scale = getFloat(statistics, 2 * row + 1);
		gradientOfRow(dY + at, x + at, gain, dX + at, scaled + at, columns, mean, scale, isCentered);
	}
}
