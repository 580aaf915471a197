import { lineLook, type LineLook } from '../../charts/lines/line-look.ts';
import { lineColor, type SeriesColor } from '../../charts/theme.ts';
import type { RunSource } from '../../state/run/run-source.ts';
import { ofExamples, type TestPart } from '../../state/run/test-parts.ts';

/** A line of a series panel: where its numbers are, and how it looks. */
export interface SeriesLine {
	readonly label: string;
	/** What it is, where the label is short. */
	readonly description?: string;
	/**
	 * By which rule, from which paper. Lines over a split have none here: theirs depends on the
	 * run.
	 */
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

/** Of the part of the test examples that test means. */
const JUDGED = { source: 'evaluations', color: 'test', width: 2.25 } as const;
/** Of all test examples, whatever part they are in. */
const ALL_TEST = {
	label: 'test',
	source: 'evaluations',
	color: 'all-test',
	width: 1.25,
	look: { dash: [6, 3], marker: 'none' }
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

/** Of a part that does not count. @param place among these */
const asideLine = (place: number) =>
	({
		source: 'evaluations',
		color: place === 0 ? 'part' : lineColor(place),
		width: 1.25,
		look: { dash: [2, 3], marker: lineLook(place).marker }
	}) as const;

/** The lines of both splits where the test has parts: the judged one is what test means. */
function besideParts(
	lines: readonly SeriesLine[],
	parts: readonly TestPart[],
	columnOf: (part: TestPart) => string,
	all: string
): readonly SeriesLine[] {
	if (parts.length === 0) return lines;
	const aside = parts.filter(({ isJudged }) => !isJudged);
	return [
		...lines.map((line) =>
			line.color === 'test'
				? { ...ALL_TEST, description: `test, all ${all}`, column: line.column }
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

/** What charts need of a run to say of which examples a line is. */
export type SplitOf = Pick<RunSource, 'testParts' | 'facts'>;

/** Lines of the loss chart. */
export const lossLines = ({ testParts, facts }: SplitOf): readonly SeriesLine[] =>
	besideParts(LOSS_LINES, testParts, ({ lossColumn }) => lossColumn, ofExamples('pairs', facts));

/** Lines of the accuracy chart. */
export const accuracyLines = ({ testParts, facts }: SplitOf): readonly SeriesLine[] =>
	besideParts(
		ACCURACY_LINES,
		testParts,
		({ accuracyColumn }) => accuracyColumn,
		ofExamples('pairs', facts)
	);

/** Train loss and the test loss that counts, beside other losses. */
export const mainLossLines = (of: SplitOf): readonly SeriesLine[] =>
	lossLines(of).filter(({ color }) => color === 'train' || color === 'test');
