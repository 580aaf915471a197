import { LabError } from '../core/lab-error.ts';

/**
 * The cyclic group of a task: a pair (a, b) has the sum s = ca a + cb b and the difference d = ca a
 * - cb b mod `order`, and its answer is the class s. Both coefficients are coprime to the order, so
 * that every sum has `order` pairs.
 */
export interface CyclicStructure {
	readonly order: number;
	/** [ca, cb], e.g. [1, -1] for subtraction. */
	readonly coefficients: readonly [number, number];
	/** The token of each element; absent if element e is token e. */
	readonly elements?: Uint32Array;
}

/**
 * The function from a token to its element.
 * @throws LabError `internal` when it is called with a token that has no element
 */
export function elementOf({
	elements
}: Pick<CyclicStructure, 'elements'>): (token: number) => number {
	if (elements === undefined) return (token) => token;
	const byToken = new Map(Array.from(elements, (token, element) => [token, element] as const));
	return (token) => {
		const element = byToken.get(token);
		if (element !== undefined) return element;
		throw new LabError('internal', `token ${String(token)} is no element of the group`);
	};
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
 * Frequency 0 .. floor(order / 2) of the wave t -> cos(w_k coefficient t): the frequency along one
 * operand that frequency k of the sum has. Frequencies k and order - k count as one.
 */
export function frequencyAlong(order: number, coefficient: number, k: number): number {
	const turns = residueOf(coefficient * k, order);
	return Math.min(turns, order - turns);
}
