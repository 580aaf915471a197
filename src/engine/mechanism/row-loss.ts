import { exp, log1p } from '../core/portable-math.ts';

/**
 * Formula of a row's loss: -log softmax of the target in nats, or the mean squared distance to its
 * one-hot vector.
 */
export type LossKind = 'softmax' | 'squares';

/** Loss and correctness of one row of logits. */
export interface RowLoss {
	readonly loss: number;
	/** Whether the first of the largest logits is the target's. */
	readonly isCorrect: boolean;
}

/** One row of logits as a function from class to logit. */
type LogitOf = (answer: number) => number;

/**
 * Computed from the other classes, so that losses far below 1e-16 keep their digits. With the
 * largest logit m, loss = (m - z_y) + log1p(sum of exp(z_j - m) over all classes but the first
 * maximal one).
 */
function softmaxLoss(logit: LogitOf, classes: number, target: number, best: number): number {
	const peak = logit(best);
	let rest = 0;
	for (let j = 0; j < classes; j++) if (j !== best) rest += exp(logit(j) - peak);
	return peak - logit(target) + log1p(rest);
}

function squaresLoss(logit: LogitOf, classes: number, target: number): number {
	let total = 0;
	for (let j = 0; j < classes; j++) total += (logit(j) - (j === target ? 1 : 0)) ** 2;
	return total / classes;
}

/**
 * Loss and correctness of one row.
 * @param logits row-major [rows, classes]
 */
export function rowLoss(
	logits: ArrayLike<number>,
	row: number,
	classes: number,
	target: number,
	kind: LossKind
): RowLoss {
	const logit = (j: number) => logits[row * classes + j] ?? 0;
	let best = 0;
	for (let j = 1; j < classes; j++) if (logit(j) > logit(best)) best = j;
	const loss =
		kind === 'softmax'
			? softmaxLoss(logit, classes, target, best)
			: squaresLoss(logit, classes, target);
	return { loss, isCorrect: best === target };
}
