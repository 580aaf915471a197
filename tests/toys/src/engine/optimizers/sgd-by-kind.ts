import { float } from '../core/param-schema.ts';
import { sgdUpdate } from '../ops/updates/sgd-update.ts';
import { DECOUPLED_DECAY, defineOptimizer } from './define.ts';
import { learningRateParam, weightDecayParam } from './shared-params.ts';

/** SGD without momentum in which hidden matrices have a rate of their own. */
export const sgdByKind = defineOptimizer({
	id: 'sgd-by-kind',
	label: 'SGD by kind',
	cite: 'tests/toys',
	params: {
		lr: learningRateParam,
		weight_decay: weightDecayParam,
		hidden_lr: float({
			label: 'Rate of hidden matrices',
			group: 'training',
			applies: 'live',
			min: 0,
			max: 1000,
			default: 0.5
		})
	},
	state: ['momentum_buffer'],
	schedules: { 'by_kind.hidden': 6, 'by_kind.others': 6 },
	scalars: ({ lr, hidden_lr, weight_decay }) => ({
		'by_kind.hidden': [hidden_lr, 0, weight_decay, 0, 1, 0],
		'by_kind.others': [lr, 0, weight_decay, 0, 1, 0]
	}),
	decayStability: () => [
		{ ...DECOUPLED_DECAY, isDecoupled: false },
		{ ...DECOUPLED_DECAY, rate: 'hidden_lr', isDecoupled: false }
	],
	build({ graph, parts, schedule, clock }) {
		const kinds = parts(({ kind }) => (kind === 'hidden' ? 'hidden' : 'others'));
		for (const { key, parameters, gradients, state } of kinds) {
			const rates = schedule(`by_kind.${key}`);
			graph.apply(sgdUpdate, [parameters, state('momentum_buffer'), gradients, rates, clock], {});
		}
	}
});
