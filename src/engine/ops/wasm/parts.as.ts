/** Floats in a part of an elementwise kernel (elementwise.ts). */
const PART: i32 = 64;

/** First float of a part, and the float behind the last of the part before. */
export function partStart(part: i32, count: i32): i32 {
	return min(count, part * PART);
}
