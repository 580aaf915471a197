import { float } from '../core/param-schema.ts';
import { sgdUpdate } from '../ops/updates/sgd-update.ts';
import { defineConstraint } from './define.ts';

/** Makes all weights a little smaller after every update. */
export const shrinkingWeights = defineConstraint({
	id: 'shrinking-weights',
	place: 1000,
	label: 'Shrinking weights',
	cite: 'tests/toys',
	params: {
		weight_shrinkage: float({
			label: 'Shrinkage of the weights',
			perReplica: true,
			min: 0,
			max: 1,
			default: 1e-4
		})
	},
	state: ['shrinking_scratch'],
	schedules: { shrinking: 6 },
	scalars: ({ weight_shrinkage }) => ({ shrinking: [0, weight_shrinkage, 0, 0, 0, 0] }),
	build({ graph, whole, schedule, clock }) {
		const { parameters, gradients, state } = whole;
		const inputs = [
			parameters,
			state('shrinking_scratch'),
			gradients,
			schedule('shrinking'),
			clock
		];
		graph.apply(sgdUpdate, inputs, {});
	}
});
