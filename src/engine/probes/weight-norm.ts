import { elementCount } from '../core/tensor.ts';
import { squareSum } from '../ops/square-sum.ts';
import { defineProbe } from './define.ts';

/** Sum of squared weights over all parameters (Nanda et al. 2023, figure 7). */
export const weightNorm = defineProbe({
	id: 'weight-norm',
	label: 'Sum of squared weights',
	cite: 'Nanda et al. 2023, section 5.2',
	definition: 'Σθ² over every trainable parameter, biases included.',
	view: 'line',
	scalars: [
		{
			id: 'sum_of_squared_weights',
			label: 'Sum of squared weights',
			definition: 'Σθ² over every trainable parameter, biases included.'
		}
	],
	refuse: () => undefined,
	record: ({ recorder, parameters }) =>
		recorder.one(
			squareSum,
			[recorder.reshape(parameters, [1, elementCount(parameters.shape)])],
			{}
		),
	finish: (values) => ({ scalars: { sum_of_squared_weights: values[0] ?? NaN } })
});
