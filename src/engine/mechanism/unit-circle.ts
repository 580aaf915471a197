import { cos, sin } from '../core/portable-waves.ts';

/** cos and sin of the angles 2 pi i / order, i = 0 .. order - 1. */
export interface UnitCircle {
	readonly cos: Float64Array;
	readonly sin: Float64Array;
}

/**
 * The angles of Z_n. cos(w_k t) is `cos[(k t) mod n]`; the integer reduction keeps large k t exact.
 * The sine of the half turn is exactly 0, so the sine sums of frequency n / 2, which has no sine,
 * are 0.
 */
export function unitCircle(order: number): UnitCircle {
	const angle = (i: number) => (2 * Math.PI * i) / order;
	return {
		cos: Float64Array.from({ length: order }, (_, i) => cos(angle(i))),
		sin: Float64Array.from({ length: order }, (_, i) => (2 * i === order ? 0 : sin(angle(i))))
	};
}

/**
 * The g for which sqrt(g / n) cos(w_k t) has norm 1 over Z_n: 2, or 1 for k = n / 2, whose cosine
 * is an alternating sign.
 */
export const waveGain = (order: number, k: number): 1 | 2 => (2 * k === order ? 1 : 2);
