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
	readonly isDashed?: boolean;
	/** Its values depend on the key frequencies: provisional until those are settled. */
	readonly needsKeys?: boolean;
}

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
	{
		label: 'mirrored',
		source: 'evaluations',
		column: 'mirrored_accuracy',
		color: 'mirrored',
		width: 1.25
	},
	{
		label: 'non-mirrored',
		source: 'evaluations',
		column: 'non_mirrored_accuracy',
		color: 'non-mirrored',
		width: 1.25
	}
] as const);
