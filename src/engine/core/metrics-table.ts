/**
 * Cells and columns of metrics.csv, the same in the page's export and in the headless lab's folder.
 */

/**
 * One cell of the table. Empty for a step that was not evaluated and for a test group without
 * examples. The text of a number reads back as the same float64.
 */
export const metricsCell = (value: number | undefined): string =>
	value === undefined || Number.isNaN(value) ? '' : String(value);

/**
 * The names of the columns, in order.
 * @param evaluated columns of an evaluation
 * @param live parameters that may change while the run trains; they come last
 */
export function metricsColumns(
	evaluated: readonly string[],
	live: readonly string[],
	hasReplicas = false
): readonly string[] {
	const names = evaluated.map((name) => (name.startsWith('train_') ? `evaluated_${name}` : name));
	const replica = hasReplicas ? ['replica'] : [];
	return ['step', ...replica, 'train_loss', 'train_accuracy', ...names, ...live];
}

/**
 * Train loss and accuracy of the last step. Training yields those of a step in the forward pass of
 * the update after it; no update follows the last step, so they come from its evaluation.
 */
export function lastTrainCells(
	evaluated: Readonly<Record<string, number | undefined>>
): [string, string] {
	const { train_loss: loss, train_accuracy: accuracy } = evaluated;
	// A non-finite loss is written as NaN or Infinity, as in the rows of trained steps.
	return [loss === undefined ? '' : String(loss), metricsCell(accuracy)];
}

/** Name of the column with the epoch, counted from 0, in which a step's mini-batch was drawn. */
export const EPOCH = 'epoch';

export const epochOf = (step: number, stepsPerEpoch: number): number =>
	Math.floor(step / stepsPerEpoch);

/**
 * Columns that follow those of evaluations; with the epoch if a step sees only some of the train
 * examples.
 */
export const withEpoch = (live: readonly string[], stepsPerEpoch: number): readonly string[] =>
	stepsPerEpoch > 1 ? [...live, EPOCH] : live;

/** The parameters that may change while the run trains, in the order of their columns. */
export const liveColumns = (live: Readonly<Record<string, number>>): readonly string[] =>
	Object.keys(live).sort();
