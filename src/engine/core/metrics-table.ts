/**
 * Cells and columns of metrics.csv, the same in the page's export and in the headless lab's folder.
 */

/**
 * Empty where there is nothing: a step that was not evaluated, a test group without pairs. Reads
 * back as the same float64.
 */
export const metricsCell = (value: number | undefined): string =>
	value === undefined || Number.isNaN(value) ? '' : String(value);

/**
 * The names of the columns, in order.
 * @param evaluated those of an evaluation @param live parameters that may change while it trains,
 * at the end
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
 * Train loss and accuracy of the last step, whose weights were evaluated and not trained on: a
 * forward pass for an update, which would give them, there was none, so they are those of the
 * evaluation.
 */
export function lastTrainCells(
	evaluated: Readonly<Record<string, number | undefined>>
): [string, string] {
	const { train_loss: loss, train_accuracy: accuracy } = evaluated;
	// Of trained steps too, a loss that is not finite is written as what it is.
	return [loss === undefined ? '' : String(loss), metricsCell(accuracy)];
}

/** Name of the column that says in which epoch, from 0 on, a step's mini-batch was drawn. */
export const EPOCH = 'epoch';

export const epochOf = (step: number, stepsPerEpoch: number): number =>
	Math.floor(step / stepsPerEpoch);

/**
 * Columns after those of evaluations, with the epoch where a step sees a part of the train
 * examples.
 */
export const withEpoch = (live: readonly string[], stepsPerEpoch: number): readonly string[] =>
	stepsPerEpoch > 1 ? [...live, EPOCH] : live;

/** The parameters that may change while it trains, in the order of their columns. */
export const liveColumns = (live: Readonly<Record<string, number>>): readonly string[] =>
	Object.keys(live).sort();
