import { restrictedLosses } from '../mechanism/restricted-losses.ts';
import { PROGRESS_CHART } from './charts.ts';
import { defineProbe, type FinishContext } from './define.ts';
import { frequencyOrder } from './cyclic-group.ts';
import { keyMask, logitSums, refuseFrequencies } from './common-tensors.ts';
import { frequenciesIn, meanTable } from './tables.ts';

const NONE = Object.freeze({
	restricted_loss: NaN,
	restricted_train_loss: NaN,
	restricted_test_loss: NaN,
	restricted_accuracy: NaN
});

function measure(
	table: Float64Array,
	frequencies: readonly number[],
	{ shape, loss, trainPairsBySum }: FinishContext
) {
	const order = frequencyOrder(shape);
	const total = new Float64Array(order).fill(order);
	const counts = { train: trainPairsBySum, total };
	const { all, train, test } = restrictedLosses(table, order, frequencies, counts, loss.kind);
	return {
		restricted_loss: all.loss,
		restricted_train_loss: train.loss,
		restricted_test_loss: test.loss,
		restricted_accuracy: all.accuracy
	};
}

const loss = (id: string, label: string, definition: string) =>
	({ id, label, definition, unit: 'loss', needsKeys: true }) as const;

/**
 * Restricted loss (Nanda et al. 2023, section 5.1): the loss with only the key frequencies in the
 * logits.
 */
export const restrictedLoss = defineProbe({
	id: 'restricted-loss',
	label: 'Restricted loss',
	cite: 'Nanda et al. 2023, section 5.1',
	definition:
		'How well the network would answer with its key frequencies alone. Loss when only the directions cos(w_k(a+b)) and sin(w_k(a+b)) of the key frequencies and the mean of each answer are kept in the logits. In the paper it falls long before the loss on what was never shown (test loss), because the general solution forms while that does not show it yet. Without key frequencies it is not defined.',
	view: 'line',
	scalars: [
		{
			...loss(
				'restricted_loss',
				'Restricted loss',
				'How well the network would answer with its key frequencies alone: loss over all pairs, as in the released code, with only these left in the logits.'
			),
			role: 'circuit-evidence',
			line: {
				chart: PROGRESS_CHART,
				label: 'restricted',
				place: 0,
				color: 'green',
				sign: 'triangle'
			}
		},
		loss('restricted_train_loss', 'Restricted loss, shown', 'Over the pairs that were shown.'),
		loss(
			'restricted_test_loss',
			'Restricted loss, never shown',
			'Over the pairs that were never shown.'
		),
		{
			id: 'restricted_accuracy',
			label: 'Restricted accuracy',
			definition:
				'How many pairs it would answer with its key frequencies alone. Accuracy of the restricted logits over all pairs.',
			unit: 'fraction',
			needsKeys: true
		}
	],
	refuse: refuseFrequencies,
	build: (context) => [logitSums(context), keyMask(context)],
	finish([sums, mask], context) {
		const frequencies = frequenciesIn(mask);
		if (sums === undefined || frequencies.length === 0) return { scalars: NONE };
		return { scalars: measure(meanTable(sums, context), frequencies, context) };
	}
});
