import type { NumericArray } from '../core/tensor.ts';
import { logitFit } from '../mechanism/cosine-fit.ts';
import { restrictedLosses } from '../mechanism/restricted-losses.ts';
import { trigFraction } from '../mechanism/trig-fraction.ts';
import { columnSquareSum } from '../ops/column-square-sum.ts';
import { defineProbe, type FinishContext } from './define.ts';
import { keyMask, logitSums, overPairs, refuseFrequencies } from './recordings.ts';
import { frequenciesIn, meanTable } from './tables.ts';

const NONE = Object.freeze({
	restricted_loss: NaN,
	restricted_train_loss: NaN,
	restricted_test_loss: NaN,
	restricted_accuracy: NaN,
	trig_fraction: NaN,
	logit_fit: NaN
});

function measure(
	table: Float64Array,
	squares: NumericArray,
	frequencies: readonly number[],
	{ sizes, loss, trainPairsBySum }: FinishContext
) {
	const order = sizes.residues;
	const total = new Float64Array(order).fill(order);
	const counts = { train: trainPairsBySum, total };
	const { all, train, test } = restrictedLosses(table, order, frequencies, counts, loss.kind);
	return {
		restricted_loss: all.loss,
		restricted_train_loss: train.loss,
		restricted_test_loss: test.loss,
		restricted_accuracy: all.accuracy,
		trig_fraction: trigFraction(table, squares, order, frequencies),
		logit_fit: logitFit(table, squares, order, frequencies).explained
	};
}

const loss = (id: string, label: string, definition: string) =>
	({ id, label, definition, unit: 'loss', needsKeys: true }) as const;
const fraction = (id: string, label: string, definition: string) =>
	({ id, label, definition, unit: 'fraction', needsKeys: true }) as const;

/** Restricted loss (Nanda et al. 2023, section 5.1): what the key frequencies alone achieve. */
export const restrictedLoss = defineProbe({
	id: 'restricted-loss',
	label: 'Restricted loss',
	cite: 'Nanda et al. 2023, section 5.1',
	definition:
		'Loss of the logits when only the directions cos(w_k(a+b)) and sin(w_k(a+b)) of the key frequencies and the mean per answer are kept. It falls long before the test loss: the generalizing circuit forms out of sight.',
	view: 'line',
	scalars: [
		loss('restricted_loss', 'Restricted loss', 'Over all pairs, as in the released code.'),
		loss('restricted_train_loss', 'Restricted loss, train pairs', 'Over the train pairs.'),
		loss('restricted_test_loss', 'Restricted loss, test pairs', 'Over the test pairs.'),
		fraction(
			'restricted_accuracy',
			'Restricted accuracy',
			'Accuracy of the restricted logits over all pairs.'
		),
		fraction(
			'trig_fraction',
			'Logit variance in key frequencies',
			'Share of the logit variance, means per answer removed, in the directions cos(w_k(a+b)) and sin(w_k(a+b)) of the key frequencies.'
		),
		fraction(
			'logit_fit',
			'Logits explained by cos(w_k(a+b−c))',
			'R² of least squares of the logits, means per answer removed, on cos(w_k(a+b−c)) of the key frequencies.'
		)
	],
	refuse: refuseFrequencies,
	record: (context) => [
		logitSums(context),
		overPairs(context, ({ logits }) => context.recorder.one(columnSquareSum, [logits], {})),
		keyMask(context)
	],
	finish([sums, squares, mask], context) {
		const frequencies = frequenciesIn(mask);
		if (sums === undefined || squares === undefined || frequencies.length === 0) {
			return { scalars: NONE };
		}
		const table = meanTable(sums, context);
		return { scalars: measure(table, squares, frequencies, context) };
	}
});
