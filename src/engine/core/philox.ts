/**
 * Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"), with integer
 * operations only, so that a seed gives the same numbers in every browser, today and later.
 */

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;

/** Upper 32 bits of the 64-bit product of two u32. */
function multiplyHigh(a: number, b: number): number {
	const aLow = a & 0xffff;
	const aHigh = a >>> 16;
	const bLow = b & 0xffff;
	const bHigh = b >>> 16;
	const low = aLow * bLow;
	const middle1 = aHigh * bLow + (low >>> 16);
	const middle2 = aLow * bHigh + (middle1 & 0xffff);
	return (aHigh * bHigh + Math.floor(middle1 / 0x10000) + Math.floor(middle2 / 0x10000)) >>> 0;
}

export type Block = readonly [number, number, number, number];

/** One block: four u32 from a counter of four u32 and a key of two. */
export function philox4x32(counter: Block, key: readonly [number, number]): Block {
	let [c0, c1, c2, c3] = counter;
	let [k0, k1] = key;
	for (let round = 0; round < ROUNDS; round++) {
		const high0 = multiplyHigh(MULTIPLIER_0, c0);
		const low0 = Math.imul(MULTIPLIER_0, c0) >>> 0;
		const high1 = multiplyHigh(MULTIPLIER_1, c2);
		const low1 = Math.imul(MULTIPLIER_1, c2) >>> 0;
		[c0, c1, c2, c3] = [(high1 ^ c1 ^ k0) >>> 0, low1, (high0 ^ c3 ^ k1) >>> 0, low0];
		k0 = (k0 + WEYL_0) >>> 0;
		k1 = (k1 + WEYL_1) >>> 0;
	}
	return [c0, c1, c2, c3];
}
