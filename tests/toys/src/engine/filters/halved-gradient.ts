import { float } from '../core/param-schema.ts';
import { sgdUpdate } from '../ops/updates/sgd-update.ts';
import { defineFilter } from './define.ts';

/** Leaves a share of the gradient. */
export const halvedGradient = defineFilter({
	id: 'halved-gradient',
	place: 1000,
	label: 'Part of the gradient',
	cite: 'tests/toys',
	params: {
		gradient_share: float({
			label: 'Share of the gradient',
			applies: 'live',
			perReplica: true,
			min: 0,
			max: 1,
			default: 0.5
		})
	},
	state: ['halving_scratch'],
	schedules: { halving: 6 },
	// The decoupled decay of the update of SGD, on gradients in place of weights.
	scalars: ({ gradient_share }) => ({ halving: [0, 1 - gradient_share, 0, 0, 0, 0] }),
	build({ graph, whole, schedule, clock }) {
		const { parameters, gradients, state } = whole;
		const inputs = [gradients, state('halving_scratch'), parameters, schedule('halving'), clock];
		graph.apply(sgdUpdate, inputs, {});
	}
});
