import { logitFit } from '../mechanism/cosine-fit.ts';
import { trigFraction as fractionOf } from '../mechanism/trig-fraction.ts';
import { EXPLAINED_VARIANCE_CHART } from './charts.ts';
import { defineProbe } from './define.ts';
import { frequencyOrder } from './cyclic-group.ts';
import { keyMask, logitSquares, logitSums, refuseFrequencies } from './common-tensors.ts';
import { frequenciesIn, meanTable } from './tables.ts';

const NONE = Object.freeze({ trig_fraction: NaN, logit_fit: NaN });

/**
 * The share of the logit variance that the key frequencies explain (Nanda et al. 2023, section
 * 4.1).
 */
export const trigFraction = defineProbe({
	id: 'trig-fraction',
	label: 'Logit variance in key frequencies',
	cite: 'Nanda et al. 2023, section 4.1',
	definition:
		'How much of the answers consists of waves of the key frequencies. The share of the logits’ variance that lies in functions of a+b with the key frequencies, and the share in the waves cos(w_k(a+b−c)) alone. The mean of each answer is removed first.',
	view: 'line',
	scalars: [
		{
			id: 'trig_fraction',
			label: 'Logit variance in key frequencies',
			definition:
				'How much of the answers depends on a + b through the key frequencies. Share of the logit variance in the directions cos(w_k(a+b)) and sin(w_k(a+b)) of the key frequencies, after removing the mean of each answer.',
			unit: 'fraction',
			needsKeys: true,
			line: { chart: EXPLAINED_VARIANCE_CHART, label: 'logit variance', place: 1 }
		},
		{
			id: 'logit_fit',
			label: 'Logits explained by cos(w_k(a+b−c))',
			definition:
				'How much of the answers is a sum of one cosine for each key frequency. R² of a least-squares fit of the logits by cos(w_k(a+b−c)) of the key frequencies, after removing the mean of each answer.',
			unit: 'fraction',
			needsKeys: true,
			line: { chart: EXPLAINED_VARIANCE_CHART, label: 'logit fit', place: 2 }
		}
	],
	refuse: refuseFrequencies,
	build: (context) => [logitSums(context), logitSquares(context), keyMask(context)],
	finish([sums, squares, mask], context) {
		const frequencies = frequenciesIn(mask);
		if (sums === undefined || squares === undefined || frequencies.length === 0) {
			return { scalars: NONE };
		}
		const order = frequencyOrder(context.shape);
		const table = meanTable(sums, context);
		return {
			scalars: {
				trig_fraction: fractionOf(table, squares, order, frequencies),
				logit_fit: logitFit(table, squares, order, frequencies).explained
			}
		};
	}
});
