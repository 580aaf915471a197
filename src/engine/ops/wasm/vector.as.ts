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

/**
 * Sums of x y and of x z over n floats, each in the order of `dot`, stored side by side or added to
 * what is there.
 */
export function twoDots(x: usize, y: usize, z: usize, n: i32, to: usize, isAdded: bool): void {
	let y0 = f32x4.splat(0);
	let y1 = f32x4.splat(0);
	let z0 = f32x4.splat(0);
	let z1 = f32x4.splat(0);
	let i = 0;
	for (; i + 8 <= n; i += 8) {
		const x0 = v128.load(x);
		y0 = f32x4.add(y0, f32x4.mul(x0, v128.load(y)));
		z0 = f32x4.add(z0, f32x4.mul(x0, v128.load(z)));
		const x1 = v128.load(x, 16);
		y1 = f32x4.add(y1, f32x4.mul(x1, v128.load(y, 16)));
		z1 = f32x4.add(z1, f32x4.mul(x1, v128.load(z, 16)));
		x += 32;
		y += 32;
		z += 32;
	}
	for (; i + 4 <= n; i += 4) {
		const x0 = v128.load(x);
		y0 = f32x4.add(y0, f32x4.mul(x0, v128.load(y)));
		z0 = f32x4.add(z0, f32x4.mul(x0, v128.load(z)));
		x += 16;
		y += 16;
		z += 16;
	}
	let first = sumLanes(f32x4.add(y0, y1));
	let second = sumLanes(f32x4.add(z0, z1));
	for (; i < n; i++) {
		first += load<f32>(x) * load<f32>(y);
		second += load<f32>(x) * load<f32>(z);
		x += 4;
		y += 4;
		z += 4;
	}
	store<f32>(to, isAdded ? load<f32>(to) + first : first);
	store<f32>(to, isAdded ? load<f32>(to, 4) + second : second, 4);
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
