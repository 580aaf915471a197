import { MOST_TENSORS, tensorSquareSum } from '../ops/rows/tensor-square-sum.ts';
import { defineProbe, type MeasureChart } from './define.ts';
import { squaresOf, WEIGHT_SCALE } from './common-tensors.ts';

const CHART: MeasureChart = Object.freeze({
	id: 'weight-size',
	title: 'Length of the weights',
	place: 50
});

/** The Euclidean norm of each tensor, and of the largest one, in a chart of its own. */
export const weightSize = defineProbe({
	id: 'weight-size',
	label: 'Length of the weights',
	cite: 'tests/toys',
	definition: 'The largest Euclidean norm of a tensor.',
	view: 'line',
	scalars: [
		{
			id: 'longest_tensor',
			label: 'Longest tensor',
			definition: 'The largest Euclidean norm of a tensor; and that of each.',
			family: 'tensor',
			unit: 'plain',
			line: { chart: CHART, label: 'longest', place: 0 }
		}
	],
	refuse: () => undefined,
	build({ graph, parameters }) {
		const count = Math.ceil(parameters.length / MOST_TENSORS);
		return Array.from({ length: count }, (_, i) => {
			const part = parameters.slice(i * MOST_TENSORS, (i + 1) * MOST_TENSORS);
			return graph.one(tensorSquareSum, part, { count: part.length, scale: WEIGHT_SCALE });
		});
	},
	finish(values, { parameterNames }) {
		const lengths = values.flatMap((part) => [...squaresOf(part)].map(Math.sqrt));
		const each = parameterNames.map((name, i) => [name, lengths[i] ?? NaN] as const);
		return {
			scalars: {
				longest_tensor: Math.max(...each.map(([, value]) => value)),
				...Object.fromEntries(each.map(([name, value]) => [`longest_tensor:${name}`, value]))
			}
		};
	}
});
