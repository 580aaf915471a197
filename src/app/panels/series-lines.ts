import type { LineLook } from '../charts/line-look.ts';
import type { SeriesColor } from '../charts/theme.ts';

/** A line of a series panel: where its numbers are, and how it looks. */
export interface SeriesLine {
	readonly label: string;
	/** What it is, where the label is short. */
	readonly description?: string;
	/** By which rule, from which paper. Lines over a split have none here: theirs depends on the run. */
	readonly definition?: string | undefined;
	readonly source: 'train' | 'evaluations' | 'vectors';
	/** Column of the source; of `vectors` the id. */
	readonly column: string;
	/** Which frequency of a vector. */
	readonly frequency?: number;
	readonly color: SeriesColor;
	readonly width: number;
	/** Without gaps and signs where there is none. */
	readonly look?: LineLook;
	/** Its values depend on the key frequencies: provisional until those are settled. */
	readonly needsKeys?: boolean;
}

/** Of test pairs that cannot be answered from a mirrored train pair: what test means wherever there are such pairs. */
const NON_MIRRORED = {
	label: 'non-mirrored',
	description: 'test, non-mirrored',
	source: 'evaluations',
	color: 'test',
	width: 2.25
} as const;
/** Of all test pairs, mirrored ones too. */
const ALL_TEST = {
	label: 'test',
	description: 'test, all pairs',
	source: 'evaluations',
	color: 'all-test',
	width: 1.25,
	look: { dash: [6, 3], marker: 'none' }
} as const;
const MIRRORED = {
	label: 'mirrored',
	description: 'test, mirrored',
	source: 'evaluations',
	color: 'mirrored',
	width: 1.25,
	look: { dash: [2, 3], marker: 'none' }
} as const;

/** Loss on both splits. */
export const LOSS_LINES: readonly SeriesLine[] = Object.freeze([
	{ label: 'train', source: 'train', column: 'loss', color: 'train', width: 1.5 },
	{ label: 'test', source: 'evaluations', column: 'test_loss', color: 'test', width: 2.25 }
] as const);

/** Accuracy on both splits. */
export const ACCURACY_LINES: readonly SeriesLine[] = Object.freeze([
	{ label: 'train', source: 'train', column: 'accuracy', color: 'train', width: 1.5 },
	{ label: 'test', source: 'evaluations', column: 'test_accuracy', color: 'test', width: 2.25 }
] as const);

/** Test accuracy by whether the mirrored pair is in train: only where a test pair has such a mirror. */
export const MIRROR_LINES: readonly SeriesLine[] = Object.freeze([
	{ ...MIRRORED, column: 'mirrored_accuracy' },
	{ ...NON_MIRRORED, column: 'non_mirrored_accuracy' }
] as const);

/** Test loss by the same. */
const MIRROR_LOSS_LINES: readonly SeriesLine[] = Object.freeze([
	{ ...MIRRORED, column: 'mirrored_loss' },
	{ ...NON_MIRRORED, column: 'non_mirrored_loss' }
] as const);

/** The lines of both splits where test pairs have mirrors in train: the non-mirrored ones are what test means. */
function besideMirrors(
	lines: readonly SeriesLine[],
	mirrors: readonly SeriesLine[]
): readonly SeriesLine[] {
	return [
		...lines.map((line) => (line.color === 'test' ? { ...ALL_TEST, column: line.column } : line)),
		...mirrors
	];
}

/** Lines of the loss chart. */
export const lossLines = (hasMirrors: boolean): readonly SeriesLine[] =>
	hasMirrors ? besideMirrors(LOSS_LINES, MIRROR_LOSS_LINES) : LOSS_LINES;

/** Lines of the accuracy chart. */
export const accuracyLines = (hasMirrors: boolean): readonly SeriesLine[] =>
	hasMirrors ? besideMirrors(ACCURACY_LINES, MIRROR_LINES) : ACCURACY_LINES;

/** Train loss and the test loss that counts, beside other losses. */
export const mainLossLines = (hasMirrors: boolean): readonly SeriesLine[] =>
	lossLines(hasMirrors).filter(({ color }) => color === 'train' || color === 'test');
