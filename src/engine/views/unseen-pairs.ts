import type { PairsOfRun } from './define.ts';
import { indexOfPair, pairsOf } from './group-order.ts';

/** How a pair was shown in training: as it is, only as its mirror, which has the same answer. */
export type Showing = 'shown' | 'mirrored' | 'never';

export function showingOf({ shape, isTrain }: PairsOfRun, pair: number): Showing {
	if (isTrain[pair] === 1) return 'shown';
	const pairs = pairsOf({ shape });
	if (!pairs.isCommutative) return 'never';
	const { left, right } = pairs;
	const a = left.first + Math.floor(pair / right.count);
	const b = right.first + (pair % right.count);
	return isTrain[indexOfPair(pairs, b, a)] === 1 ? 'mirrored' : 'never';
}

/** The pairs that were shown neither as they are nor mirrored, ascending. */
export const unseenPairs = (run: PairsOfRun): readonly number[] =>
	[...run.isTrain.keys()].filter((pair) => showingOf(run, pair) === 'never');

/** The first of some ascending numbers that is at least `from`, else the first of all. */
const firstFrom = (numbers: readonly number[], from: number): number | undefined =>
	numbers.find((number) => number >= from) ?? numbers[0];

/**
 * The first pair at or after another that was never shown. Without such pairs: the first that was
 * not shown as it is.
 */
export function unseenFrom(run: PairsOfRun, from: number): number | undefined {
	const unseen = unseenPairs(run);
	if (unseen.length > 0) return firstFrom(unseen, from);
	return firstFrom(
		[...run.isTrain.keys()].filter((pair) => run.isTrain[pair] === 0),
		from
	);
}

/** The step from one pair to the next, as a part of all: neighbours look alike. */
const STRIDE = 0.618;

const haveCommonDivisor = (a: number, b: number): boolean =>
	b === 0 ? a > 1 : haveCommonDivisor(b, a % b);

/** Another of some ascending numbers, far from this one. Repeated, it reaches all of them. */
export function anotherOf(numbers: readonly number[], current: number): number | undefined {
	const count = numbers.length;
	let stride = Math.max(1, Math.floor(STRIDE * count));
	while (haveCommonDivisor(stride, count) && stride < count) stride += 1;
	const at = Math.max(
		0,
		numbers.findIndex((number) => number >= current)
	);
	return numbers[(at + stride) % count];
}
