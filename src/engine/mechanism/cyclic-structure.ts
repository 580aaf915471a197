/**
 * The group behind a task: a pair (a, b) has the sum s = ca a + cb b and the difference d = ca a - cb b mod `order`, and
 * its answer is the class s. Both coefficients are coprime to the order, so that every sum has `order` pairs.
 */
export interface CyclicStructure {
	readonly order: number;
	/** [ca, cb], e.g. [1, -1] for subtraction. */
	readonly coefficients: readonly [number, number];
}

/** Representative of an integer in 0 .. order - 1. */
export const residueOf = (value: number, order: number): number =>
	((value % order) + order) % order;

/** The sum of every pair, a-major [order^2]. */
export function sumOfPairs({ order, coefficients: [ca, cb] }: CyclicStructure): Uint32Array {
	return Uint32Array.from({ length: order * order }, (_, pair) =>
		residueOf(ca * Math.floor(pair / order) + cb * (pair % order), order)
	);
}

/**
 * Frequency 0 .. floor(order / 2) of the wave t -> cos(w_k coefficient t): what frequency k of the sum looks like along
 * one operand. A wave and its mirror image are one frequency.
 */
export function frequencyAlong(order: number, coefficient: number, k: number): number {
	const turns = residueOf(coefficient * k, order);
	return Math.min(turns, order - turns);
}
