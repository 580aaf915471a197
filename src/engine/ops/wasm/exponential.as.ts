import { floats, getFloat, setFloat } from './floats.as.ts';

// Exponentials and logarithms from sums, products and quotients alone: the same bits on every
// machine, which no function of JavaScript's `Math` promises.

/**
 * exp(x) of four floats up to 88, right to 2 ULP: x = n ln 2 + r with |r| <= ln 2 / 2, a polynomial
 * of degree 7 in r (Cephes, expf), and 2^n made from bits. Below -87, where float32 has no normal
 * numbers left, it is 0.
 */
export function exponential4(x: v128): v128 {
	const isNormal = f32x4.ge(x, f32x4.splat(-87));
	const isNumber = f32x4.eq(x, x);
	const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.4426950408889634)));
	// ln 2 in two parts, so that n times the first is exact.
	let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
	r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.1219444e-4)));
	let p = f32x4.splat(1.98756915e-4);
	p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
	p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
	p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
	p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
	p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
	p = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(p, r), r), r), f32x4.splat(1));
	const exponent = i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127));
	const value = f32x4.mul(p, i32x4.shl(exponent, 23));
	return v128.bitselect(v128.and(value, isNormal), x, isNumber);
}

/** exp(x) of one float up to 88. */
export function exponential(x: f32): f32 {
	return f32x4.extract_lane(exponential4(f32x4.splat(x)), 0);
}

/** exp(x) of n floats up to 88, in place. */
export function exponentials(x: usize, n: i32): void {
	let i = 0;
	for (; i + 4 <= n; i += 4) {
		const at = x + floats(i);
		v128.store(at, exponential4(v128.load(at)));
	}
	for (; i < n; i++) setFloat(x, i, exponential(getFloat(x, i)));
}

/** log(1 + x) of one float >= 0, rounded once: computed in float64 by AssemblyScript's library. */
export function logOnePlus(x: f32): f32 {
	return <f32>NativeMath.log1p(<f64>x);
}
