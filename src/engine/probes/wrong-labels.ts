import { columnSum } from '../ops/rows/column-sum.ts';
import { multiply } from '../ops/elementwise/multiply.ts';
import type { Tensor } from '../ops/define.ts';
import { elementCount } from '../core/tensor.ts';
import { overPairs } from './common-tensors.ts';
import {
	defineProbe,
	type EvaluatedExamples,
	type MeasureChart,
	type ProbeContext
} from './define.ts';

const CHART: MeasureChart = Object.freeze({
	id: 'wrong-labels',
	title: 'Wrong labels',
	place: 6
});

/** Sum over the targets of all chunks of a value for each [rows * positions], as [1]. */
function total(context: ProbeContext, of: (chunk: EvaluatedExamples) => Tensor): Tensor {
	const { graph } = context;
	return overPairs(context, (chunk) => {
		const values = of(chunk);
		return graph.one(columnSum, [graph.reshape(values, [elementCount(values.shape), 1])], {});
	});
}

/** How many of the wrong labels are answered with these targets, as [1]. */
const answered = (context: ProbeContext, targetsOf: (chunk: EvaluatedExamples) => Tensor): Tensor =>
	total(context, (chunk) => {
		const { isCorrect } = context.loss.build(context.graph, chunk.logits, targetsOf(chunk));
		return context.graph.one(multiply, [isCorrect, chunk.wrongLabels()], { alpha: 1 });
	});

/**
 * What the network answers to train examples with a wrong label (Doshi et al. 2023, whose phases
 * Coexistence and Inversion differ in it): the label, or the right answer that it was never shown.
 */
export const wrongLabels = defineProbe({
	id: 'wrong-labels',
	label: 'Answers to wrong labels',
	cite: 'Doshi et al. 2023, section 3',
	definition:
		'Which of the wrong labels it has learned by heart, and which it answers rightly although it was shown something else. Shares of the train labels that label noise made wrong; labels that were replaced by the right answer do not count.',
	view: 'line',
	scalars: [
		{
			id: 'wrong_labels_memorized',
			label: 'Wrong labels memorized',
			definition:
				'How many of the wrong labels it answers as it was shown: a share of the train labels that label noise made wrong.',
			unit: 'fraction',
			line: { chart: CHART, label: 'answered as shown', place: 0, color: 'brown' }
		},
		{
			id: 'wrong_labels_corrected',
			label: 'Wrong labels corrected',
			definition:
				'How many of the wrong labels it answers rightly although it was shown something else: a share of the train labels that label noise made wrong.',
			unit: 'fraction',
			line: { chart: CHART, label: 'answered rightly', place: 1, color: 'green' }
		}
	],
	refuse: ({ hasLabelNoise }) =>
		hasLabelNoise === true ? undefined : 'All labels are right: there is no label noise.',
	build: (context) => [
		answered(context, (chunk) => chunk.targets),
		answered(context, (chunk) => chunk.truth()),
		total(context, (chunk) => chunk.wrongLabels())
	],
	finish([memorized, corrected, wrong]) {
		const count = wrong?.[0] ?? 0;
		const share = (of: number | undefined) => (count === 0 ? NaN : (of ?? NaN) / count);
		return {
			scalars: {
				wrong_labels_memorized: share(memorized?.[0]),
				wrong_labels_corrected: share(corrected?.[0])
			}
		};
	}
});
