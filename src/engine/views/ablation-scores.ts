import { axis, type NumericArray } from '../core/tensor.ts';
import { add } from '../ops/elementwise/add.ts';
import type { Tensor } from '../ops/define.ts';
import { groupSum } from '../ops/rows/group-sum.ts';
import type {
	DotRow,
	DotsPart,
	TablePart,
	ViewContext,
	ViewedExamples,
	ViewFact,
	ViewRun
} from './define.ts';

/** Loss and accuracy of the network under an ablation. */
export interface Score {
	readonly trainLoss: number;
	readonly trainAccuracy: number;
	readonly testLoss: number;
	readonly testAccuracy: number;
}

/** Headers of a table of scores; `label` is the header of the rows' names. */
export const scoreColumns = (label: string): TablePart['columns'] => [
	{ label, unit: 'name' },
	{ label: 'Loss, shown', unit: 'loss' },
	{ label: 'Right, shown', unit: 'fraction' },
	{ label: 'Loss, never shown', unit: 'loss' },
	{ label: 'Right, never shown', unit: 'fraction' }
];

/** The numbers of a row under `scoreColumns`. */
export const scoreValues = (score: Score): readonly number[] => [
	score.trainLoss,
	score.trainAccuracy,
	score.testLoss,
	score.testAccuracy
];

/** Names the outputs, because the loss chart may count one more. */
const chanceLabel = (outputs: number): string => `Chance among ${String(outputs)} outputs`;

/** The chance level of a loss over this many outputs, as a fact to compare with. */
export const chanceLevel = ({ loss }: ViewRun, outputs: number): ViewFact => ({
	label: chanceLabel(outputs),
	value: loss.chanceLevel(outputs),
	unit: 'loss',
	definition: `Loss of a guess that treats ${String(outputs)} outputs alike. Without the output for “=” it is a little lower than the chance of the loss chart.`
});

/**
 * Losses on test examples as dots, with the chance level over this many outputs to compare with.
 */
export const lossDots = (
	{ loss }: Pick<ViewRun, 'loss'>,
	title: string,
	rows: readonly DotRow[],
	outputs: number
): DotsPart => ({
	kind: 'dots',
	title,
	valueLabel: 'loss, never shown',
	rows,
	reference: { label: `chance among ${String(outputs)}`, value: loss.chanceLevel(outputs) }
});

/** Names of the outputs that `buildScores` makes. */
export const scoreOutputs = (name: string): readonly string[] => [
	`${name}.loss`,
	`${name}.correct`
];

/** Evaluation groups: train, and the test groups. */
const groupCount = ({ shape }: Pick<ViewRun, 'shape'>): number => 1 + shape.groups.length;

/** Bit mask of all groups, for ops that sum over some groups only. */
export const allGroups = (subject: Pick<ViewRun, 'shape'>): number => 2 ** groupCount(subject) - 1;

/**
 * Sums over each evaluation group of the loss and correctness of some variants of the network.
 * @param of loss and correctness [targets, variants]
 */
export function buildScores(
	{ graph, chunks, output, shape }: ViewContext,
	name: string,
	of: (chunk: ViewedExamples, i: number) => readonly Tensor[]
): void {
	const groups = groupCount({ shape });
	const summed = chunks.map((chunk, i) =>
		of(chunk, i).map((rows) => {
			const table = rows.shape.length === 1 ? graph.reshape(rows, [axis(rows.shape, 0), 1]) : rows;
			return graph.one(groupSum, [table, chunk.group], { groups });
		})
	);
	scoreOutputs(name).forEach((outputName, column) => {
		const sums = summed.flatMap((table) => table[column] ?? []);
		output(
			outputName,
			sums.reduce((left, right) => graph.one(add, [left, right], {}))
		);
	});
}

/**
 * The scores of all variants.
 * @param values loss and correctness, summed by group, as computed by `buildScores`
 */
export function readScores(
	{ isTrain, shape }: Pick<ViewRun, 'isTrain' | 'shape'>,
	[loss, correct]: readonly NumericArray[]
): readonly Score[] {
	const variants = (loss?.length ?? 0) / groupCount({ shape });
	const perExample = shape.positions.length;
	const train = perExample * isTrain.reduce((count, flag) => count + flag, 0);
	const test = perExample * isTrain.length - train;
	const tests = shape.groups.map((_, g) => g + 1);
	const over = (sums: NumericArray | undefined, variant: number, groups: readonly number[]) =>
		groups.reduce((sum, g) => sum + (sums?.[g * variants + variant] ?? NaN), 0);
	return Array.from({ length: variants }, (_, i) => ({
		trainLoss: over(loss, i, [0]) / train,
		trainAccuracy: over(correct, i, [0]) / train,
		testLoss: over(loss, i, tests) / test,
		testAccuracy: over(correct, i, tests) / test
	}));
}
