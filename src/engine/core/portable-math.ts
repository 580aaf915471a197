/*
 * exp, log and log1p in float64 from + - x / alone. JavaScript leaves the last bit of
 * `Math.exp` and its like to the engine; with these functions every engine gives the same bits.
 * They are translated from FreeBSD's msun (fdlibm), as those of V8 are:
 *
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 * Developed at SunSoft, a Sun Microsystems, Inc. business.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that
 * this notice is preserved.
 */

const double = new Float64Array(1);
const words = new Int32Array(double.buffer);
/** Where a float64 has its sign and exponent: in its second half on little-endian machines. */
const HIGH = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 1 : 0;

/** The half with sign and exponent. */
export function highWord(x: number): number {
	double[0] = x;
	return words[HIGH] ?? 0;
}

export function withHighWord(x: number, high: number): number {
	double[0] = x;
	words[HIGH] = high;
	return double[0];
}

/** 2^k for k from -1022 to 1023. */
function powerOfTwo(k: number): number {
	return withHighWord(0, (k + 1023) << 20);
}

const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const INVERSE_LN2 = 1.442695040888963387;
const EXP_OVERFLOW = 7.09782712893383973096e2;
const EXP_UNDERFLOW = -7.4513321910194110842e2;

/** x = k ln 2 + high - low with |high - low| <= ln 2 / 2. */
function reduceByLn2(x: number): {
	readonly k: number;
	readonly high: number;
	readonly low: number;
} {
	const size = highWord(x) & 0x7fffffff;
	if (size <= 0x3fd62e42) return { k: 0, high: x, low: 0 };
	const sign = x < 0 ? -1 : 1;
	const k = size < 0x3ff0a2b2 ? sign : Math.trunc(INVERSE_LN2 * x + sign * 0.5);
	return { k, high: x - k * LN2_HIGH, low: k * LN2_LOW };
}

export function exp(x: number): number {
	if (x !== x) return NaN;
	if (x > EXP_OVERFLOW) return Infinity;
	if (x < EXP_UNDERFLOW) return 0;
	if (x === 1) return Math.E;
	if (Math.abs(x) < 2 ** -28) return 1 + x;
	const { k, high, low } = reduceByLn2(x);
	const r = high - low;
	const t = r * r;
	let sum = 4.13813679705723846039e-8;
	sum = -1.6533902205465251539e-6 + t * sum;
	sum = 6.61375632143793436117e-5 + t * sum;
	sum = -2.77777777770155933842e-3 + t * sum;
	sum = 1.66666666666666019037e-1 + t * sum;
	const c = r - t * sum;
	if (k === 0) return 1 - ((r * c) / (c - 2) - r);
	const y = 1 - (low - (r * c) / (2 - c) - high);
	if (k === 1024) return y * 2 * powerOfTwo(1023);
	return k >= -1021 ? y * powerOfTwo(k) : y * powerOfTwo(k + 1000) * powerOfTwo(-1000);
}

/** 2 atanh(s) / s - 2 with z = s^2, in two sums. */
function logSeries(z: number): number {
	const w = z * z;
	const even =
		w * (0.3999999999940941908 + w * (0.2222219843214978396 + w * 0.1531383769920937332));
	const odd =
		z *
		(0.666666666666673513 +
			w * (0.2857142874366239149 + w * (0.1818357216161805012 + w * 0.1479819860511658591)));
	return odd + even;
}

/** log of 2^k (1 + f) with |f| < 2^-20. */
function logNearPower(f: number, k: number): number {
	if (f === 0) return k === 0 ? 0 : k * LN2_HIGH + k * LN2_LOW;
	const rest = f * f * (0.5 - 0.33333333333333333 * f);
	return k === 0 ? f - rest : k * LN2_HIGH - (rest - k * LN2_LOW - f);
}

export function log(x: number): number {
	if (x !== x || x < 0) return NaN;
	if (x === 0) return -Infinity;
	if (x === Infinity) return x;
	const isSubnormal = x < 2 ** -1022;
	const scaled = isSubnormal ? x * 2 ** 54 : x;
	const high = highWord(scaled);
	const fraction = high & 0xfffff;
	// Of 1 and 2, the one whose logarithm is nearer.
	const carry = (fraction + 0x95f64) & 0x100000;
	const k = (high >> 20) - 1023 + (carry >> 20) - (isSubnormal ? 54 : 0);
	const f = withHighWord(scaled, fraction | (carry ^ 0x3ff00000)) - 1;
	if ((0xfffff & (2 + fraction)) < 3) return logNearPower(f, k);
	const s = f / (2 + f);
	const rest = logSeries(s * s);
	if (((fraction - 0x6147a) | (0x6b851 - fraction)) > 0) {
		const half = 0.5 * f * f;
		if (k === 0) return f - (half - s * (half + rest));
		return k * LN2_HIGH - (half - (s * (half + rest) + k * LN2_LOW) - f);
	}
	if (k === 0) return f - s * (f - rest);
	return k * LN2_HIGH - (s * (f - rest) - k * LN2_LOW - f);
}

/** 1 + x = 2^k (1 + f), and what its rounding lost, relative to it. */
interface OnePlus {
	readonly k: number;
	readonly f: number;
	readonly lost: number;
	/** |f| < 2^-20. */
	readonly isTiny: boolean;
}

function splitOnePlus(x: number): OnePlus {
	const high = highWord(x);
	const isNearZero = high < 0x3fda827a && (high > 0 || high <= (0xbfd2bec4 | 0));
	if (isNearZero) return { k: 0, f: x, lost: 0, isTiny: false };
	const u = x < 2 ** 53 ? 1 + x : x;
	const exponent = (highWord(u) >> 20) - 1023;
	const rounded = exponent > 0 ? 1 - (u - x) : x - (u - 1);
	const lost = x < 2 ** 53 ? rounded / u : 0;
	const fraction = highWord(u) & 0xfffff;
	if (fraction < 0x6a09e) {
		const f = withHighWord(u, fraction | 0x3ff00000) - 1;
		return { k: exponent, f, lost, isTiny: fraction === 0 };
	}
	const f = withHighWord(u, fraction | 0x3fe00000) - 1;
	return { k: exponent + 1, f, lost, isTiny: (0x100000 - fraction) >> 2 === 0 };
}

/** The same series as `logSeries`, in one sum. */
function logOnePlusSeries(z: number): number {
	let sum = 0.1479819860511658591;
	sum = 0.1531383769920937332 + z * sum;
	sum = 0.1818357216161805012 + z * sum;
	sum = 0.2222219843214978396 + z * sum;
	sum = 0.2857142874366239149 + z * sum;
	sum = 0.3999999999940941908 + z * sum;
	return z * (0.666666666666673513 + z * sum);
}

function logOfSplit({ k, f, lost, isTiny }: OnePlus): number {
	const half = 0.5 * f * f;
	if (isTiny) {
		if (f === 0) return k === 0 ? 0 : k * LN2_HIGH + (lost + k * LN2_LOW);
		const rest = half * (1 - 0.66666666666666666 * f);
		return k === 0 ? f - rest : k * LN2_HIGH - (rest - (k * LN2_LOW + lost) - f);
	}
	const s = f / (2 + f);
	const rest = logOnePlusSeries(s * s);
	if (k === 0) return f - (half - s * (half + rest));
	return k * LN2_HIGH - (half - (s * (half + rest) + (k * LN2_LOW + lost)) - f);
}

/** log(1 + x). */
export function log1p(x: number): number {
	if (x !== x || x < -1) return NaN;
	if (x === -1) return -Infinity;
	if (x === Infinity) return x;
	const size = Math.abs(x);
	if (size < 2 ** -54) return x;
	return size < 2 ** -29 ? x - x * x * 0.5 : logOfSplit(splitOnePlus(x));
}
