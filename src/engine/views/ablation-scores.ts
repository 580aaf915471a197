import type { NumericArray } from '../core/tensor.ts';
import { add } from '../ops/add.ts';
import type { Tensor } from '../ops/define.ts';
import { groupSum } from '../ops/group-sum.ts';
import type { TablePart, ViewContext, ViewedPairs, ViewFact, ViewRun } from './define.ts';

/** How well the network does with something ablated. */
export interface Score {
	readonly trainLoss: number;
	readonly trainAccuracy: number;
	readonly testLoss: number;
	readonly testAccuracy: number;
}

/** Evaluation groups of the pairs: train, then test pairs with and without their mirror in train. */
const GROUPS = 3;

/** Headers of a table of scores whose rows are called so. */
export const scoreColumns = (label: string): TablePart['columns'] => [
	{ label, unit: 'name' },
	{ label: 'Train loss', unit: 'loss' },
	{ label: 'Train accuracy', unit: 'fraction' },
	{ label: 'Test loss', unit: 'loss' },
	{ label: 'Test accuracy', unit: 'fraction' }
];

/** The numbers of a row under `scoreColumns`. */
export const scoreValues = (score: Score): readonly number[] => [
	score.trainLoss,
	score.trainAccuracy,
	score.testLoss,
	score.testAccuracy
];

/** What to compare a loss over so many outputs with. */
export const chanceLevel = ({ loss }: ViewRun, outputs: number): ViewFact => ({
	label: 'Chance level',
	value: loss.chanceLevel(outputs),
	unit: 'loss',
	definition: 'Loss of a network that knows nothing and says the same of every answer.'
});

/** Names of the outputs that `recordScores` makes. */
export const scoreOutputs = (name: string): readonly string[] => [
	`${name}.loss`,
	`${name}.correct`
];

/** Sums per evaluation group of what some variants of the network give each pair. @param of loss and correctness [rows, variants] */
export function recordScores(
	{ recorder, pairs, output }: ViewContext,
	name: string,
	of: (part: ViewedPairs, i: number) => readonly Tensor[]
): void {
	const parts = pairs.map((part, i) =>
		of(part, i).map((rows) => {
			const table = rows.shape.length === 1 ? recorder.reshape(rows, [part.rows, 1]) : rows;
			return recorder.one(groupSum, [table, part.group], { groups: GROUPS });
		})
	);
	scoreOutputs(name).forEach((outputName, column) => {
		const sums = parts.flatMap((part) => part[column] ?? []);
		output(
			outputName,
			sums.reduce((left, right) => recorder.one(add, [left, right], {}))
		);
	});
}

/** The scores of all variants. @param values loss and correctness, summed per group, as `recordScores` made them */
export function readScores(
	{ isTrain }: Pick<ViewRun, 'isTrain'>,
	[loss, correct]: readonly NumericArray[]
): readonly Score[] {
	const variants = (loss?.length ?? 0) / GROUPS;
	const train = isTrain.reduce((count, flag) => count + flag, 0);
	const test = isTrain.length - train;
	const over = (sums: NumericArray | undefined, variant: number, groups: readonly number[]) =>
		groups.reduce((sum, g) => sum + (sums?.[g * variants + variant] ?? NaN), 0);
	return Array.from({ length: variants }, (_, i) => ({
		trainLoss: over(loss, i, [0]) / train,
		trainAccuracy: over(correct, i, [0]) / train,
		testLoss: over(loss, i, [1, 2]) / test,
		testAccuracy: over(correct, i, [1, 2]) / test
	}));
}
