import { rowLoss, type LossKind } from './row-loss.ts';
import { restrictedLogits } from './sum-projection.ts';

/** Mean loss (cross-entropy in nats) and accuracy over some pairs. NaN if there are no pairs. */
export interface LossAndAccuracy {
	readonly loss: number;
	readonly accuracy: number;
}

export interface RestrictedLosses {
	readonly all: LossAndAccuracy;
	readonly train: LossAndAccuracy;
	readonly test: LossAndAccuracy;
}

/** Number of pairs with each sum [order]: train pairs and all pairs. The others are test pairs. */
export interface PairCounts {
	readonly train: ArrayLike<number>;
	readonly total: ArrayLike<number>;
}

/**
 * Restricted loss: the loss of the logits restricted to the key frequencies' sum directions and the
 * per-class mean (Nanda et al. 2023, section 5.1). These logits depend on the sum alone, so the
 * loss of a split is a weighted mean over the sums.
 * @param table T [order, order]: mean logit per sum and class, without the "=" class
 * @param kind cross-entropy in the paper; a network trained on squared error is measured by squared
 * error
 */
export function restrictedLosses(
	table: ArrayLike<number>,
	order: number,
	frequencies: readonly number[],
	{ train, total }: PairCounts,
	kind: LossKind = 'softmax'
): RestrictedLosses {
	const logits = restrictedLogits(table, order, frequencies);
	const rows = Array.from({ length: order }, (_, s) => rowLoss(logits, s, order, s, kind));
	const over = (weight: (sum: number) => number): LossAndAccuracy => {
		let [pairs, loss, correct] = [0, 0, 0];
		rows.forEach((row, s) => {
			pairs += weight(s);
			loss += weight(s) * row.loss;
			if (row.isCorrect) correct += weight(s);
		});
		return { loss: loss / pairs, accuracy: correct / pairs };
	};
	const inAll = (s: number) => total[s] ?? 0;
	const inTrain = (s: number) => train[s] ?? 0;
	return { all: over(inAll), train: over(inTrain), test: over((s) => inAll(s) - inTrain(s)) };
}
