import { cosineCoefficients as coefficientsOf } from '../mechanism/cosine-fit.ts';
import { defineProbe, type MeasureChart } from './define.ts';
import { frequencyOrder } from './cyclic-group.ts';
import { logitSquares, logitSums, refuseFrequencies } from './common-tensors.ts';
import { meanTable } from './tables.ts';

const CHART: MeasureChart = Object.freeze({
	id: 'cosine-coefficients',
	title: 'Cosine coefficient per frequency',
	place: 5,
	placeholder:
		'Each key frequency gets a line here, if there are any: how strongly the logits follow its cosine.'
});

/** The component of the logits along each wave cos(w_k(a+b-c)) (Nanda et al. 2023, figure 14). */
export const cosineCoefficients = defineProbe({
	id: 'cosine-coefficients',
	label: 'Cosine coefficients of the logits',
	cite: 'Nanda et al. 2023, appendix, figure 14',
	definition:
		'How strongly the answers follow one wave, for every frequency. It is the inner product of all logits with the unit vector along cos(w_k(a+b−c)) over a, b and c, for every frequency.',
	view: 'line',
	scalars: [],
	vectors: [
		{
			id: 'cosine_coefficient',
			label: 'Cosine coefficient per frequency',
			definition:
				'How strongly the answers follow the wave of one frequency. In units of the logits, so it also grows as the network becomes more confident.',
			unit: 'plain',
			lines: {
				chart: CHART,
				sum: 'At the right answer every wave cos(w_k(a+b−c)) is 1, so there the coefficients add up: their sum says how far these waves raise the right answer.'
			},
			role: 'frequency-use'
		},
		{
			id: 'cosine_similarity',
			label: 'Cosine similarity per frequency',
			definition:
				'How much of the answers is the wave of one frequency, whatever the confidence. The coefficient divided by the norm of all logits.',
			unit: 'fraction'
		}
	],
	refuse: refuseFrequencies,
	build: (context) => [logitSums(context), logitSquares(context)],
	finish([sums, squares], context) {
		if (sums === undefined || squares === undefined) return { scalars: {} };
		const { coefficients, similarities } = coefficientsOf(
			meanTable(sums, context),
			squares,
			frequencyOrder(context.shape)
		);
		return {
			scalars: {},
			vectors: { cosine_coefficient: coefficients, cosine_similarity: similarities }
		};
	}
});
