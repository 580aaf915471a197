import { philox4x32, type Block } from './philox.ts';

/**
 * The named, independent streams of one seed. The numbers are the second word of the generator's
 * key; they never change, because links and checkpoints depend on them.
 */
export const STREAMS = Object.freeze({
	split: 1,
	init: 2,
	batch: 3,
	'label-noise': 4,
	probe: 5
} as const);
export type Stream = keyof typeof STREAMS;

/** A stream of random numbers: Philox4x32-10 keyed by (seed, stream), counted from 0. */
export interface Rng {
	/** A uniform u32. */
	nextUint32(): number;
	/** A uniform integer in [0, bound), without modulo bias (rejection). */
	nextBelow(bound: number): number;
	/** A uniform float64 in (0, 1), from 53 bits. */
	nextUniform(): number;
	/** A standard normal float64 (Box-Muller in its polar form, + - x / sqrt only). */
	nextNormal(): number;
}

/**
 * Natural logarithm from + - x / alone, so that every JavaScript engine gives the same bits
 * (`Math.log` does not). x = m 2^e with m in [sqrt(1/2), sqrt(2)); ln m = 2 atanh((m-1)/(m+1)).
 * Relative error below 4e-16.
 */
export function portableLog(x: number): number {
	let exponent = 0;
	let mantissa = x;
	while (mantissa >= Math.SQRT2) {
		mantissa /= 2;
		exponent++;
	}
	while (mantissa < Math.SQRT1_2) {
		mantissa *= 2;
		exponent--;
	}
	const ratio = (mantissa - 1) / (mantissa + 1);
	const square = ratio * ratio;
	let sum = 0;
	for (let k = 25; k >= 1; k -= 2) sum = sum * square + 1 / k;
	return 2 * ratio * sum + exponent * Math.LN2;
}

class PhiloxRng implements Rng {
	readonly #key: readonly [number, number];
	readonly #part: number;
	#counter = 0;
	#block: Block = [0, 0, 0, 0];
	#used = 4;
	#spareNormal: number | undefined;

	constructor(seed: number, stream: Stream, part: number) {
		this.#key = [seed >>> 0, STREAMS[stream]];
		this.#part = part >>> 0;
	}

	nextUint32(): number {
		if (this.#used === 4) {
			const high = Math.floor(this.#counter / 0x100000000);
			this.#block = philox4x32([this.#counter >>> 0, high, this.#part, 0], this.#key);
			this.#counter++;
			this.#used = 0;
		}
		return this.#block[this.#used++] ?? 0;
	}

	nextBelow(bound: number): number {
		const limit = 0x100000000 - (0x100000000 % bound);
		let draw = this.nextUint32();
		while (draw >= limit) draw = this.nextUint32();
		return draw % bound;
	}

	nextUniform(): number {
		const high = this.nextUint32() >>> 6;
		const low = this.nextUint32() >>> 5;
		return (high * 0x8000000 + low + 0.5) / 0x20000000000000;
	}

	nextNormal(): number {
		if (this.#spareNormal !== undefined) {
			const spare = this.#spareNormal;
			this.#spareNormal = undefined;
			return spare;
		}
		for (;;) {
			const x = 2 * this.nextUniform() - 1;
			const y = 2 * this.nextUniform() - 1;
			const s = x * x + y * y;
			if (s >= 1 || s === 0) continue;
			const factor = Math.sqrt((-2 * portableLog(s)) / s);
			this.#spareNormal = y * factor;
			return x * factor;
		}
	}
}

/**
 * Opens a stream of a seed. Two calls give the same numbers.
 *
 * @param part number of a part of the stream, e.g. of an epoch: different parts give independent
 * numbers
 */
export function createRng(seed: number, stream: Stream, part = 0): Rng {
	return new PhiloxRng(seed, stream, part);
}

/** Fisher-Yates from the end, in place. */
export function shuffle(rng: Rng, items: Uint32Array): void {
	for (let i = items.length - 1; i > 0; i--) {
		const j = rng.nextBelow(i + 1);
		const held = items[i] ?? 0;
		items[i] = items[j] ?? 0;
		items[j] = held;
	}
}
