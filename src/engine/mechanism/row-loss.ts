import { exp, log1p } from '../core/portable-math.ts';

/**
 * Formula of a row's loss: -log softmax of the target in nats, the mean squared distance to its
 * one-hot vector, -log of StableMax, or the hinge of the largest wrong class or of all of them.
 */
export type LossKind = 'softmax' | 'squares' | 'stablemax' | 'hinge' | 'hinges';

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

/** s(x) of Prieto et al. 2025: x + 1 for x >= 0 and 1 / (1 - x) below. */
const stablemax = (x: number): number => (x >= 0 ? x + 1 : 1 / (1 - x));

function stablemaxLoss(logit: LogitOf, classes: number, target: number): number {
	let rest = 0;
	for (let j = 0; j < classes; j++) if (j !== target) rest += stablemax(logit(j));
	return log1p(rest / stablemax(logit(target)));
}

/** max(0, 1 + z_j - z_y) of the wrong class j for which it is largest, or summed over them. */
function hingeLoss(logit: LogitOf, classes: number, target: number, isSum: boolean): number {
	let [sum, largest] = [0, 0];
	for (let j = 0; j < classes; j++) {
		if (j === target) continue;
		const excess = Math.max(0, 1 + (logit(j) - logit(target)));
		sum += excess;
		largest = Math.max(largest, excess);
	}
	return isSum ? sum : largest;
}

/** The formulas. `best` is the first place of the largest logit. */
const LOSSES: Readonly<
	Record<LossKind, (logit: LogitOf, classes: number, target: number, best: number) => number>
> = {
	softmax: softmaxLoss,
	squares: squaresLoss,
	stablemax: stablemaxLoss,
	hinge: (logit, classes, target) => hingeLoss(logit, classes, target, false),
	hinges: (logit, classes, target) => hingeLoss(logit, classes, target, true)
};

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
	return { loss: LOSSES[kind](logit, classes, target, best), isCorrect: best === target };
}
