/*
 * sin and cos in float64 from + - x alone, so that every JavaScript engine gives the same bits.
 * Translated from FreeBSD's msun (fdlibm):
 *
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 * Developed at SunSoft, a Sun Microsystems, Inc. business.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that
 * this notice is preserved.
 */
import { LabError } from './lab-error.ts';
import { highWord, withHighWord } from './portable-math.ts';

const QUARTER = Math.PI / 4;
const INVERSE_HALF = 6.36619772367581382433e-1;
/** pi / 2 in parts of 33 bits, and what each leaves of it. */
const PARTS = [
	[1.57079632673412561417, 6.07710050650619224932e-11],
	[6.0771005063039659766e-11, 2.02226624879595063154e-21],
	[2.0222662487111664558e-21, 8.47842766036889956997e-32]
] as const;
/** Bits that may cancel before the next part is needed. */
const ENOUGH_BITS = [16, 49] as const;

const MOST_QUARTERS = 2 ** 20;

/** An angle x = n pi / 2 + y + tail with |y| <= pi / 4. */
interface Reduced {
	readonly n: number;
	readonly y: number;
	readonly tail: number;
}

const exponentOf = (x: number): number => (highWord(x) >> 20) & 0x7ff;

/** Of x > pi / 4. */
function reducePositive(x: number): Reduced {
	const n = Math.trunc(x * INVERSE_HALF + 0.5);
	let rest = x - n * PARTS[0][0];
	let lost = n * PARTS[0][1];
	for (const [i, bits] of ENOUGH_BITS.entries()) {
		if (exponentOf(x) - exponentOf(rest - lost) <= bits) break;
		const [part, left] = PARTS[i + 1] ?? PARTS[2];
		const before = rest;
		const next = n * part;
		rest = before - next;
		lost = n * left - (before - rest - next);
	}
	const y = rest - lost;
	return { n, y, tail: rest - y - lost };
}

/** @throws LabError `internal` beyond 2^20 quarter turns, where more parts of pi would be needed */
function reduce(x: number): Reduced {
	const size = Math.abs(x);
	if (!(size < MOST_QUARTERS)) {
		throw new LabError('internal', `angle: expected less than 2^20, got ${String(x)}`);
	}
	if (size <= QUARTER) return { n: 0, y: x, tail: 0 };
	const { n, y, tail } = reducePositive(size);
	return x < 0 ? { n: -n, y: -y, tail: -tail } : { n, y, tail };
}

/** sin(y + tail) for |y| <= pi / 4. */
function sineNearZero(y: number, tail: number): number {
	if (Math.abs(y) < 2 ** -27) return y;
	const z = y * y;
	const v = z * y;
	let r = 1.58969099521155010221e-10;
	r = -2.50507602534068634195e-8 + z * r;
	r = 2.75573137070700676789e-6 + z * r;
	r = -1.98412698298579493134e-4 + z * r;
	r = 8.33333333332248946124e-3 + z * r;
	const first = -1.66666666666666324348e-1;
	if (tail === 0) return y + v * (first + z * r);
	return y - (z * (0.5 * tail - v * r) - tail - v * first);
}

/** cos(y + tail) for |y| <= pi / 4. */
function cosineNearZero(y: number, tail: number): number {
	const high = highWord(y) & 0x7fffffff;
	if (high < 0x3e400000) return 1;
	const z = y * y;
	let r = -1.13596475577881948265e-11;
	r = 2.0875723212981748279e-9 + z * r;
	r = -2.75573143513906633035e-7 + z * r;
	r = 2.48015872894767294178e-5 + z * r;
	r = -1.38888888888741095749e-3 + z * r;
	r = 4.16666666666666019037e-2 + z * r;
	const rest = z * (z * r) - y * tail;
	if (high < 0x3fd33333) return 1 - (0.5 * z - rest);
	// About y / 4, so that both differences below are exact.
	const quarter = high > 0x3fe90000 ? 0.28125 : withHighWord(0, high - 0x00200000);
	return 1 - quarter - (0.5 * z - quarter - rest);
}

/** sin of (n pi / 2 + y + tail). */
function sineOf({ n, y, tail }: Reduced): number {
	const value = n % 2 === 0 ? sineNearZero(y, tail) : cosineNearZero(y, tail);
	return (n & 2) === 0 ? value : -value;
}

/** @throws LabError `internal` for |x| >= 2^20 */
export function sin(x: number): number {
	return sineOf(reduce(x));
}

/** @throws LabError `internal` for |x| >= 2^20 */
export function cos(x: number): number {
	const { n, y, tail } = reduce(x);
	return sineOf({ n: n + 1, y, tail });
}
