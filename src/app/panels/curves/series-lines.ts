import { lineLook, type LineLook } from '../../charts/lines/line-look.ts';
import { lineColor, type SeriesColor } from '../../charts/theme.ts';
import { specsOf } from '../../../config/schemas.ts';
import type { RunSource } from '../../state/run/run-source.ts';
import type { TestPart } from '../../state/run/test-parts.ts';

/** A line of a series panel: where its values come from, and how it looks. */
export interface SeriesLine {
	readonly label: string;
	/** A longer label. */
	readonly description?: string;
	/** Rule and paper. Lines of a split have none here, because theirs depend on the run. */
	readonly definition?: string | undefined;
	readonly source: 'train' | 'evaluations' | 'vectors';
	/** Column of the source; for `vectors` the id. */
	readonly column: string;
	/** The frequency of a vector. */
	readonly frequency?: number;
	readonly color: SeriesColor;
	readonly width: number;
	/** Solid and without signs if missing. */
	readonly look?: LineLook;
	/** Depends on key frequencies, so it is provisional until these are settled. */
	readonly needsKeys?: boolean;
}

/** The judged test group. */
const JUDGED = { source: 'evaluations', color: 'test', width: 2.25 } as const;
/** All test examples. */
const ALL_TEST = {
	label: 'test',
	source: 'evaluations',
	color: 'all-test',
	width: 1.25,
	look: { dash: [6, 3], sign: 'none' }
} as const;

/** Loss on train and test. */
export const LOSS_LINES: readonly SeriesLine[] = Object.freeze([
	{ label: 'train', source: 'train', column: 'loss', color: 'train', width: 1.5 },
	{ label: 'test', source: 'evaluations', column: 'test_loss', color: 'test', width: 2.25 }
] as const);

/** Accuracy on train and test. */
export const ACCURACY_LINES: readonly SeriesLine[] = Object.freeze([
	{ label: 'train', source: 'train', column: 'accuracy', color: 'train', width: 1.5 },
	{ label: 'test', source: 'evaluations', column: 'test_accuracy', color: 'test', width: 2.25 }
] as const);

/** A test group that is not judged. @param place its number among these */
const asideLine = (place: number) =>
	({
		source: 'evaluations',
		color: place === 0 ? 'part' : lineColor(place),
		width: 1.25,
		look: { dash: [2, 3], sign: lineLook(place).sign }
	}) as const;

/**
 * The lines of train and test, and of test groups. The judged group is drawn as the main test line.
 */
function besideParts(
	lines: readonly SeriesLine[],
	parts: readonly TestPart[],
	columnOf: (part: TestPart) => string,
	noun: string
): readonly SeriesLine[] {
	if (parts.length === 0) return lines;
	const aside = parts.filter(({ isJudged }) => !isJudged);
	return [
		...lines.map((line) =>
			line.color === 'test'
				? { ...ALL_TEST, description: `test, all ${noun}`, column: line.column }
				: line
		),
		...parts.map((part) => ({
			...(part.isJudged ? JUDGED : asideLine(aside.indexOf(part))),
			label: part.label,
			description: `test, ${part.label}`,
			column: columnOf(part)
		}))
	];
}

/** The part of a run that says which examples a line is about. */
export type SplitOf = Pick<RunSource, 'testParts' | 'config'>;

/** Lines of the loss chart. */
export const lossLines = ({ testParts, config }: SplitOf): readonly SeriesLine[] =>
	besideParts(LOSS_LINES, testParts, ({ lossColumn }) => lossColumn, specsOf(config).task.noun);

/** Lines of the accuracy chart. */
export const accuracyLines = ({ testParts, config }: SplitOf): readonly SeriesLine[] =>
	besideParts(
		ACCURACY_LINES,
		testParts,
		({ accuracyColumn }) => accuracyColumn,
		specsOf(config).task.noun
	);

/** Train loss and the judged test loss. */
export const mainLossLines = (of: SplitOf): readonly SeriesLine[] =>
	lossLines(of).filter(({ color }) => color === 'train' || color === 'test');
