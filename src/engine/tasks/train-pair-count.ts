import type { TaskSizes } from './define.ts';

/** Whether a split chooses ordered pairs, or unordered ones with both orders going the same way. */
export type SplitMode = 'ordered' | 'unordered';

/** Train pairs on the diagonal and unordered train pairs off it, for an unordered split. */
export const unorderedCounts = (residues: number, fraction: number) => ({
	diagonal: Math.floor(fraction * residues),
	// The count is whole before the fraction comes in: 0.6 of 465 pairs is 279, but 0.6 * 31 * 30 / 2 rounds to just less.
	offDiagonal: Math.floor(fraction * ((residues * (residues - 1)) / 2))
});

/** Number of train pairs: known from the sizes alone, and the same for every seed. */
export function trainPairCount(
	{ residues, pairCount }: TaskSizes,
	fraction: number,
	mode: SplitMode
): number {
	if (mode === 'ordered') return Math.floor(fraction * pairCount);
	const { diagonal, offDiagonal } = unorderedCounts(residues, fraction);
	return diagonal + 2 * offDiagonal;
}
