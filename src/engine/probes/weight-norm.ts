import { MOST_TENSORS, tensorSquareSum } from '../ops/rows/tensor-square-sum.ts';
import { defineProbe, type MeasureChart } from './define.ts';
import { squaresOf, WEIGHT_SCALE } from './common-tensors.ts';

const CHART: MeasureChart = Object.freeze({
	id: 'weight-norm',
	title: 'Sum of squared weights',
	place: 3
});

/** Sum of squared weights over all parameters, and of each (Nanda et al. 2023, figure 7). */
export const weightNorm = defineProbe({
	id: 'weight-norm',
	label: 'Sum of squared weights',
	cite: 'Nanda et al. 2023, section 5.2',
	definition:
		'How large all weights are together. Σθ² over every trainable parameter, biases included.',
	view: 'line',
	scalars: [
		{
			id: 'sum_of_squared_weights',
			label: 'Sum of squared weights',
			definition:
				'How large all weights are together, which weight decay makes smaller. Σθ² over every trainable parameter, biases included; and of each tensor.',
			family: 'tensor',
			unit: 'plain',
			line: { chart: CHART, label: 'total', place: 0, color: 'brown', sign: 'none' }
		}
	],
	refuse: () => undefined,
	build({ graph, parameters }) {
		const parts = Array.from({ length: Math.ceil(parameters.length / MOST_TENSORS) }, (_, i) =>
			parameters.slice(i * MOST_TENSORS, (i + 1) * MOST_TENSORS)
		);
		return parts.map((part) =>
			graph.one(tensorSquareSum, part, { count: part.length, scale: WEIGHT_SCALE })
		);
	},
	finish(values, { parameterNames }) {
		const sums = values.flatMap((part) => [...squaresOf(part)]);
		const each = parameterNames.map((name, i) => [name, sums[i] ?? NaN] as const);
		return {
			scalars: {
				sum_of_squared_weights: each.reduce((sum, [, value]) => sum + value, 0),
				...Object.fromEntries(
					each.map(([name, value]) => [`sum_of_squared_weights:${name}`, value])
				)
			}
		};
	}
});
