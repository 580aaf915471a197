import { shuffle, type Rng } from '../core/rng.ts';
import type { OperandRange, PairTable, Split } from './define.ts';

/**
 * What a split draws: ordered pairs, or unordered ones, whose two orders are both train or both
 * test.
 */
export type SplitMode = 'ordered' | 'unordered';

const count = ({ left, right }: PairTable): number => left.count * right.count;

/** Operands that occur both on the left and on the right. */
function sharedOperands({ left, right }: PairTable): OperandRange {
	const first = Math.max(left.first, right.first);
	const end = Math.min(left.first + left.count, right.first + right.count);
	return { first, count: Math.max(0, end - first) };
}

/** Whether left and right operands have the same range, so that every pair has a mirror. */
export const isSquare = ({ left, right }: PairTable): boolean =>
	left.first === right.first && left.count === right.count;

/** Train pairs on the diagonal and unordered train pairs off it, for an unordered split. */
function unorderedCounts({ left }: PairTable, fraction: number) {
	const side = left.count;
	return {
		diagonal: Math.floor(fraction * side),
		// The number of pairs is computed before the fraction is applied: 0.6 * 465 is 279, but 0.6
		// * 31 * 30 / 2 rounds to just below 279.
		offDiagonal: Math.floor(fraction * ((side * (side - 1)) / 2))
	};
}

/** Number of train pairs. It depends on the sizes alone and is the same for every seed. */
export function trainPairCount(pairs: PairTable, fraction: number, mode: SplitMode): number {
	if (mode === 'ordered') return Math.floor(fraction * count(pairs));
	const { diagonal, offDiagonal } = unorderedCounts(pairs, fraction);
	return diagonal + 2 * offDiagonal;
}

function chosen(size: number, total: number, rng: Rng): Uint32Array {
	const items = Uint32Array.from({ length: total }, (_, i) => i);
	shuffle(rng, items);
	return items.subarray(0, size);
}

/**
 * The split of a seed. It must never change, because links depend on it; a test checks this.
 * Ordered: all pairs in a-major order are shuffled (Fisher-Yates from the end), and the first
 * floor(fraction * pairs) are train pairs. Unordered: the same for the pairs (a, a) and then for {a
 * < b} in a-major order; both orders of a drawn pair are train pairs.
 * @param rng the stream `split`
 */
export function splitPairs(pairs: PairTable, fraction: number, mode: SplitMode, rng: Rng): Split {
	const total = count(pairs);
	const isTrain = new Uint8Array(total);
	if (mode === 'ordered') {
		for (const pair of chosen(trainPairCount(pairs, fraction, mode), total, rng)) isTrain[pair] = 1;
	} else {
		const side = pairs.left.count;
		const { diagonal, offDiagonal } = unorderedCounts(pairs, fraction);
		for (const a of chosen(diagonal, side, rng)) isTrain[a * side + a] = 1;
		const below: (readonly [number, number])[] = [];
		for (let a = 0; a < side; a++) for (let b = a + 1; b < side; b++) below.push([a, b]);
		for (const i of chosen(offDiagonal, below.length, rng)) {
			const [a, b] = below[i] ?? [0, 0];
			isTrain[a * side + b] = 1;
			isTrain[b * side + a] = 1;
		}
	}
	return { train: indicesWhere(isTrain, 1), test: indicesWhere(isTrain, 0) };
}

function indicesWhere(flags: Uint8Array, value: number): Uint32Array {
	const found: number[] = [];
	flags.forEach((flag, i) => {
		if (flag === value) found.push(i);
	});
	return Uint32Array.from(found);
}

/** The index of the mirror (b, a) of a pair; undefined if (b, a) is not in the table. */
export function mirrorOf(pairs: PairTable, pair: number): number | undefined {
	const { left, right } = pairs;
	const a = left.first + Math.floor(pair / right.count);
	const b = right.first + (pair % right.count);
	const shared = sharedOperands(pairs);
	const isShared = (x: number) => x >= shared.first && x < shared.first + shared.count;
	if (!isShared(a) || !isShared(b)) return undefined;
	return (b - left.first) * right.count + (a - right.first);
}
