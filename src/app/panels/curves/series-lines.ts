import { lineLook, type LineLook } from '../../charts/lines/line-look.ts';
import { lineColor, type SeriesColor } from '../../charts/theme.ts';
import { specsOf } from '../../../config/schemas.ts';
import type { RunSource } from '../../state/run/run-source.ts';
import { judgedPart, type TestPart } from '../../state/run/test-parts.ts';

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
	/** Frequencies of a vector whose values are added, instead of one. */
	readonly sumOf?: readonly number[];
	readonly color: SeriesColor;
	readonly width: number;
	/** Solid and without signs if missing. */
	readonly look?: LineLook;
	/** Depends on key frequencies, so it is an estimate until these are settled. */
	readonly needsKeys?: boolean;
}

/** With more lines than this a chart is wide, and each line is named at its end. */
export const MANY_LINES = 6;

/** The main test line: the judged test group, or all test examples. */
const NEVER_SHOWN = {
	label: 'never shown',
	source: 'evaluations',
	color: 'test',
	width: 2.25
} as const;
const SHOWN = { label: 'shown', source: 'train', color: 'train', width: 1.5 } as const;
/** All test examples, where the judged ones are the main line. */
const ALL_TEST = {
	label: 'all never shown',
	source: 'evaluations',
	color: 'all-test',
	width: 1.25,
	look: { dash: [6, 3], sign: 'none' }
} as const;

/** Loss on train and test. */
export const LOSS_LINES: readonly SeriesLine[] = Object.freeze([
	{ ...SHOWN, column: 'loss' },
	{ ...NEVER_SHOWN, column: 'test_loss' }
]);

/** Accuracy on train and test. */
export const ACCURACY_LINES: readonly SeriesLine[] = Object.freeze([
	{ ...SHOWN, column: 'accuracy' },
	{ ...NEVER_SHOWN, column: 'test_accuracy' }
]);

/** A test group that is not judged. @param place its number among these */
const asideLine = (place: number) =>
	({
		source: 'evaluations',
		color: place === 0 ? 'part' : lineColor(place),
		width: 1.25,
		look: { dash: [2, 3], sign: lineLook(place).sign }
	}) as const;

/**
 * The lines of train and test. The judged test group is the main test line; the other groups and
 * all test examples are drawn on request.
 */
function besideParts(
	lines: readonly SeriesLine[],
	parts: readonly TestPart[],
	columnOf: (part: TestPart) => string,
	{ noun, showsAsides }: { readonly noun: string; readonly showsAsides: boolean }
): readonly SeriesLine[] {
	const judged = judgedPart(parts);
	if (judged === undefined) return lines;
	const aside = parts.filter(({ isJudged }) => !isJudged);
	const main = lines.map((line) =>
		line.color === 'test'
			? { ...line, description: `never shown, ${judged.label}`, column: columnOf(judged) }
			: line
	);
	if (!showsAsides) return main;
	return [
		...main,
		...aside.map((part, place) => ({
			...asideLine(place),
			label: part.label,
			description: `never shown, ${part.label}`,
			column: columnOf(part)
		})),
		...lines
			.filter(({ color }) => color === 'test')
			.map(({ column }) => ({ ...ALL_TEST, description: `never shown, all ${noun}`, column }))
	];
}

/** The part of a run that says which examples a line is about. */
export type SplitOf = Pick<RunSource, 'testParts' | 'config'>;

/**
 * Lines of the loss chart.
 * @param showsAsides whether test groups that are not judged are drawn, too
 */
export const lossLines = (
	{ testParts, config }: SplitOf,
	showsAsides = false
): readonly SeriesLine[] =>
	besideParts(LOSS_LINES, testParts, ({ lossColumn }) => lossColumn, {
		noun: specsOf(config).task.noun,
		showsAsides
	});

/** Lines of the accuracy chart. @param showsAsides see `lossLines` */
export const accuracyLines = (
	{ testParts, config }: SplitOf,
	showsAsides = false
): readonly SeriesLine[] =>
	besideParts(ACCURACY_LINES, testParts, ({ accuracyColumn }) => accuracyColumn, {
		noun: specsOf(config).task.noun,
		showsAsides
	});

/** What the test groups that are not judged are called together; undefined without any. */
export function asideName({ testParts, config }: SplitOf): string | undefined {
	const aside = testParts.filter(({ isJudged }) => !isJudged);
	if (aside.length === 0) return undefined;
	return `${aside.map(({ label }) => label).join(' and ')} ${specsOf(config).task.noun}`;
}
