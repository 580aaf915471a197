import { exponential4 } from '../wasm/exponential.as.ts';
import { floats } from '../wasm/floats.as.ts';
import { partStart } from '../wasm/parts.as.ts';
import { storeLanes } from '../wasm/vector.as.ts';

const CUBIC: f32 = 0.044715;
const ROOT_2_OVER_PI: f32 = 0.7978845608028654;
const ROOT_HALF: f32 = 0.7071067811865476;
/** Largest exponent of the approximation: exp of it does not overflow. */
const LARGEST: f32 = 80;

function times(x: v128, factor: f32): v128 {
	return f32x4.mul(x, f32x4.splat(factor));
}

function plus(x: v128, term: f32): v128 {
	return f32x4.add(x, f32x4.splat(term));
}

/** One step of Horner's rule. */
function horner(sum: v128, x: v128, term: f32): v128 {
	return plus(f32x4.mul(sum, x), term);
}

/** erf as in shaders/lib/gelu.wgsl: rational on [-4, 4], beyond which it is 1 in float32. */
function errorFunction(x: v128): v128 {
	const c = f32x4.min(f32x4.max(x, f32x4.splat(-4)), f32x4.splat(4));
	const s = f32x4.mul(c, c);
	let p = f32x4.splat(-2.72614225801306e-10);
	p = horner(p, s, 2.77068142495902e-8);
	p = horner(p, s, -2.10102402082508e-6);
	p = horner(p, s, -5.69250639462346e-5);
	p = horner(p, s, -7.34990630326855e-4);
	p = horner(p, s, -2.95459980854025e-3);
	p = horner(p, s, -1.60960333262415e-2);
	let q = f32x4.splat(-1.45660718464996e-5);
	q = horner(q, s, -2.13374055278905e-4);
	q = horner(q, s, -1.68282697438203e-3);
	q = horner(q, s, -7.37332916720468e-3);
	q = horner(q, s, -1.42647390514189e-2);
	return f32x4.div(f32x4.mul(c, p), q);
}

/** (1 - Phi) / Phi of the approximation. */
function odds(x: v128): v128 {
	const cube = f32x4.mul(f32x4.mul(times(x, CUBIC), x), x);
	const exponent = times(f32x4.add(x, cube), -2 * ROOT_2_OVER_PI);
	return exponential4(f32x4.min(f32x4.splat(LARGEST), exponent));
}

/** Phi, the standard normal distribution function, or its approximation. */
function phi(x: v128, isTanh: bool): v128 {
	if (isTanh) return f32x4.div(f32x4.splat(1), plus(odds(x), 1));
	return plus(times(errorFunction(times(x, ROOT_HALF)), 0.5), 0.5);
}

/** d Phi / d x. */
function phiSlope(x: v128, isTanh: bool): v128 {
	const square = f32x4.mul(x, x);
	if (!isTanh) return times(exponential4(times(square, -0.5)), 0.3989422804014327);
	const rest = odds(x);
	const share = f32x4.div(f32x4.splat(1), plus(rest, 1));
	const inner = times(plus(times(square, 3 * CUBIC), 1), 2 * ROOT_2_OVER_PI);
	return f32x4.mul(f32x4.mul(share, f32x4.mul(rest, share)), inner);
}

/** `gelu`, for a range of parts. */
export function gelu(x: usize, result: usize, count: i32, isTanh: bool, from: i32, to: i32): void {
	const end = partStart(to, count);
	for (let i = partStart(from, count); i < end; i += 4) {
		const value = v128.load(x + floats(i));
		storeLanes(result + floats(i), f32x4.mul(value, phi(value, isTanh)), end - i);
	}
}

/** `gelu-gradient`, for a range of parts. */
export function geluGradient(
	x: usize,
	gradient: usize,
	result: usize,
	count: i32,
	isTanh: bool,
	from: i32,
	to: i32
): void {
	const end = partStart(to, count);
	for (let i = partStart(from, count); i < end; i += 4) {
		const value = v128.load(x + floats(i));
		const slope = f32x4.add(phi(value, isTanh), f32x4.mul(value, phiSlope(value, isTanh)));
		const own = f32x4.mul(v128.load(gradient + floats(i)), slope);
		storeLanes(result + floats(i), own, end - i);
	}
}
