import type { NumericArray } from '../core/tensor.ts';
import { distanceIrrelevanceOf } from '../mechanism/distance-irrelevance.ts';
import { answerLogits } from '../ops/measures/answer-logits.ts';
import { frequencyOrder, groupOf } from './cyclic-group.ts';
import { defineProbe, type FinishContext } from './define.ts';
import { refuseFrequencies } from './common-tensors.ts';

/** Of every second of the tensors, which are one or the other kind of logit, chunk by chunk. */
function irrelevanceOf(values: readonly NumericArray[], kind: 0 | 1, { shape }: FinishContext) {
	if (shape.pairs === undefined) return NaN;
	const all = values.flatMap((part, i) => (i % 2 === kind ? Array.from(part) : []));
	return distanceIrrelevanceOf(all, groupOf({ shape }), shape.pairs);
}

/** How little the answer's logit depends on a - b (Zhong et al. 2023). */
export const distanceIrrelevance = defineProbe({
	id: 'distance-irrelevance',
	label: 'Distance irrelevance',
	cite: 'Zhong et al. 2023, section 4, and released code',
	definition:
		'How little the confidence in an answer depends on the distance of the two numbers: in an algorithm that adds their embeddings first (pizza) it does depend on a − b, and q is low (0 to 0.4 in the paper); in one that multiplies them (clock) it does not (0.4 to 1). q is the mean over all d = a − b of the standard deviation of a logit over the pairs with this difference, divided by its standard deviation over all pairs. The paper takes the logit of the correct answer, the released code the largest of the incorrect answers.',
	view: 'line',
	offBecause: 'Off at first: it reads two numbers of every pair at an evaluation.',
	scalars: [
		{
			id: 'distance_irrelevance',
			label: 'Distance irrelevance, correct logit',
			definition:
				'How little the logit of the correct answer depends on a − b: 0 if on nothing else, 1 if not at all (the paper’s definition).',
			unit: 'fraction'
		},
		{
			id: 'distance_irrelevance_incorrect',
			label: 'Distance irrelevance, incorrect logit',
			definition:
				'The same of the largest logit of an incorrect answer (the released code’s definition).',
			unit: 'fraction'
		}
	],
	refuse: refuseFrequencies,
	build: ({ graph, chunks, shape }) =>
		chunks.flatMap((chunk) =>
			graph.apply(answerLogits, [chunk.elementLogits(), chunk.elementTargets()], {
				classes: frequencyOrder(shape)
			})
		),
	finish: (values, context) => ({
		scalars: {
			distance_irrelevance: irrelevanceOf(values, 0, context),
			distance_irrelevance_incorrect: irrelevanceOf(values, 1, context)
		}
	})
});
