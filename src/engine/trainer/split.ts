import { createRng, shuffle } from '../core/rng.ts';
import type { TaskSizes } from '../tasks/define.ts';
import { trainPairCount, unorderedCounts, type SplitMode } from '../tasks/train-pair-count.ts';

/** Train and test pairs by pair index (a * residues + b), both ascending. */
export interface Split {
	readonly train: Uint32Array;
	readonly test: Uint32Array;
}

function chosen(count: number, total: number, rng: ReturnType<typeof createRng>): Uint32Array {
	const items = Uint32Array.from({ length: total }, (_, i) => i);
	shuffle(rng, items);
	return items.subarray(0, count);
}

/**
 * The split of a seed: part of the contract of a link, frozen by a test. Ordered: all pairs in a-major order are
 * shuffled (Fisher-Yates from the end, stream `split`), the first floor(fraction * pairs) are trained on. Unordered:
 * the same on the pairs (a, a) and then on {a < b} in a-major order, and both orders of a chosen pair are trained on.
 */
export function splitPairs(
	sizes: TaskSizes,
	fraction: number,
	mode: SplitMode,
	seed: number
): Split {
	const { residues, pairCount } = sizes;
	const rng = createRng(seed, 'split');
	const isTrain = new Uint8Array(pairCount);
	if (mode === 'ordered') {
		const count = trainPairCount(sizes, fraction, mode);
		for (const pair of chosen(count, pairCount, rng)) isTrain[pair] = 1;
	} else {
		const { diagonal, offDiagonal } = unorderedCounts(residues, fraction);
		for (const a of chosen(diagonal, residues, rng)) isTrain[a * residues + a] = 1;
		const below: (readonly [number, number])[] = [];
		for (let a = 0; a < residues; a++) for (let b = a + 1; b < residues; b++) below.push([a, b]);
		for (const i of chosen(offDiagonal, below.length, rng)) {
			const [a, b] = below[i] ?? [0, 0];
			isTrain[a * residues + b] = 1;
			isTrain[b * residues + a] = 1;
		}
	}
	return {
		train: indicesWhere(isTrain, 1),
		test: indicesWhere(isTrain, 0)
	};
}

function indicesWhere(flags: Uint8Array, value: number): Uint32Array {
	const found: number[] = [];
	flags.forEach((flag, i) => {
		if (flag === value) found.push(i);
	});
	return Uint32Array.from(found);
}

/** Evaluation groups of every pair. */
export const GROUPS = Object.freeze({ train: 0, mirrored: 1, nonMirrored: 2 } as const);
export const GROUP_COUNT = 3;

/** Group of every pair: train; test whose mirror (b, a) is in train; test whose mirror is not. */
export function evaluationGroups(split: Split, residues: number): Uint32Array {
	const groups = new Uint32Array(residues * residues).fill(GROUPS.nonMirrored);
	for (const pair of split.train) groups[pair] = GROUPS.train;
	for (const pair of split.test) {
		const mirror = (pair % residues) * residues + Math.floor(pair / residues);
		if (groups[mirror] === GROUPS.train) groups[pair] = GROUPS.mirrored;
	}
	return groups;
}
