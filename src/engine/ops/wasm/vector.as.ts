// Loops over rows of floats, four at a time. Addresses are bytes, counts are floats.

/** y += factor * x for n floats. */
export function addScaled(y: usize, x: usize, factor: f32, n: i32): void {
	const factors = f32x4.splat(factor);
	let i = 0;
	for (; i + 8 <= n; i += 8) {
		v128.store(y, f32x4.add(v128.load(y), f32x4.mul(factors, v128.load(x))));
		v128.store(y, f32x4.add(v128.load(y, 16), f32x4.mul(factors, v128.load(x, 16))), 16);
		y += 32;
		x += 32;
	}
	for (; i + 4 <= n; i += 4) {
		v128.store(y, f32x4.add(v128.load(y), f32x4.mul(factors, v128.load(x))));
		y += 16;
		x += 16;
	}
	for (; i < n; i++) {
		store<f32>(y, load<f32>(y) + factor * load<f32>(x));
		y += 4;
		x += 4;
	}
}

/** y += x for n floats. */
export function addRow(y: usize, x: usize, n: i32): void {
	let i = 0;
	for (; i + 4 <= n; i += 4) {
		v128.store(y, f32x4.add(v128.load(y), v128.load(x)));
		y += 16;
		x += 16;
	}
	for (; i < n; i++) {
		store<f32>(y, load<f32>(y) + load<f32>(x));
		y += 4;
		x += 4;
	}
}

/** The four lanes added in pairs: the same order wherever it runs. */
export function sumLanes(v: v128): f32 {
	const low = f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1);
	return low + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

/** Sum of n floats, in four partial sums. */
export function sumOf(x: usize, n: i32): f32 {
	let sums = f32x4.splat(0);
	let i = 0;
	for (; i + 4 <= n; i += 4) {
		sums = f32x4.add(sums, v128.load(x));
		x += 16;
	}
	let sum = sumLanes(sums);
	for (; i < n; i++) {
		sum += load<f32>(x);
		x += 4;
	}
	return sum;
}

/** Sum of x y over n floats, in eight partial sums. */
export function dot(x: usize, y: usize, n: i32): f32 {
	let first = f32x4.splat(0);
	let second = f32x4.splat(0);
	let i = 0;
	for (; i + 8 <= n; i += 8) {
		first = f32x4.add(first, f32x4.mul(v128.load(x), v128.load(y)));
		second = f32x4.add(second, f32x4.mul(v128.load(x, 16), v128.load(y, 16)));
		x += 32;
		y += 32;
	}
	for (; i + 4 <= n; i += 4) {
		first = f32x4.add(first, f32x4.mul(v128.load(x), v128.load(y)));
		x += 16;
		y += 16;
	}
	let sum = sumLanes(f32x4.add(first, second));
	for (; i < n; i++) {
		sum += load<f32>(x) * load<f32>(y);
		x += 4;
		y += 4;
	}
	return sum;
}

/** Stores the first lanes of v, as many as are left of a row. */
export function storeLanes(to: usize, v: v128, left: i32): void {
	if (left >= 4) {
		v128.store(to, v);
		return;
	}
	if (left > 0) store<f32>(to, f32x4.extract_lane(v, 0));
	if (left > 1) store<f32>(to + 4, f32x4.extract_lane(v, 1));
	if (left > 2) store<f32>(to + 8, f32x4.extract_lane(v, 2));
}

/** x where it is positive or not a number, else 0, for n floats in place. */
export function rectify(x: usize, n: i32): void {
	const zero = f32x4.splat(0);
	let i = 0;
	for (; i + 4 <= n; i += 4) {
		// pmax(a, b) is b where a < b, else a: it keeps what is not a number.
		v128.store(x, f32x4.pmax(v128.load(x), zero));
		x += 16;
	}
	for (; i < n; i++) {
		if (load<f32>(x) < 0) store<f32>(x, 0);
		x += 4;
	}
}

/** y = factor * x for n floats. */
export function setScaled(y: usize, x: usize, factor: f32, n: i32): void {
	const factors = f32x4.splat(factor);
	let i = 0;
	for (; i + 4 <= n; i += 4) {
		v128.store(y, f32x4.mul(factors, v128.load(x)));
		y += 16;
		x += 16;
	}
	for (; i < n; i++) {
		store<f32>(y, factor * load<f32>(x));
		y += 4;
		x += 4;
	}
}

/** to = x + sign y for n floats. */
export function setSum(to: usize, x: usize, y: usize, sign: f32, n: i32): void {
	const signs = f32x4.splat(sign);
	let i = 0;
	for (; i + 4 <= n; i += 4) {
		v128.store(to, f32x4.add(v128.load(x), f32x4.mul(signs, v128.load(y))));
		to += 16;
		x += 16;
		y += 16;
	}
	for (; i < n; i++) {
		store<f32>(to, load<f32>(x) + sign * load<f32>(y));
		to += 4;
		x += 4;
		y += 4;
	}
}

/** Squares of two floats onto two sums in float64. */
function addSquares(sums: v128, x: v128): v128 {
	return f64x2.add(sums, f64x2.mul(x, x));
}

/** Sum of the squares of n floats in float64, in four partial sums. */
export function sumOfSquares(x: usize, n: i32): f64 {
	let first = f64x2.splat(0);
	let second = f64x2.splat(0);
	let i = 0;
	for (; i + 4 <= n; i += 4) {
		first = addSquares(first, f64x2.promote_low_f32x4(v128.load64_zero(x)));
		second = addSquares(second, f64x2.promote_low_f32x4(v128.load64_zero(x, 8)));
		x += 16;
	}
	const sums = f64x2.add(first, second);
	let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
	for (; i < n; i++) {
		const value = <f64>load<f32>(x);
		sum += value * value;
		x += 4;
	}
	return sum;
}
