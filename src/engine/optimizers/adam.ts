import { adamwUpdate } from '../ops/updates/adamw-update.ts';
import { decayedGradient, EGD_SCALARS } from '../ops/updates/decayed-gradient.ts';
import { DECOUPLED_DECAY, defineOptimizer } from './define.ts';
import {
	adamwScalars,
	epsilonParam,
	firstDecayParam,
	learningRateParam,
	secondDecayParam,
	warmupFactor,
	warmupStepsParam,
	weightDecayParam
} from './shared-params.ts';

/**
 * Adam as PyTorch's (Kingma and Ba 2015): weight decay is added to the gradient, g += wd w, and so
 * goes through both moments. The rest is AdamW without decay.
 */
export const adam = defineOptimizer({
	id: 'adam',
	label: 'Adam with L2 (coupled decay)',
	cite: 'Kingma and Ba 2015; torch.optim.Adam',
	params: {
		lr: learningRateParam,
		weight_decay: weightDecayParam,
		beta1: firstDecayParam,
		beta2: secondDecayParam,
		eps: epsilonParam,
		warmup_steps: warmupStepsParam
	},
	state: ['first_moment', 'second_moment'],
	schedules: { adam: 8, 'adam.decay': EGD_SCALARS },
	scalars: (params, step, power) => ({
		adam: adamwScalars(
			{ ...params, weight_decay: 0 },
			params.lr * warmupFactor(step, params.warmup_steps),
			step,
			power
		),
		'adam.decay': [params.weight_decay, 0]
	}),
	// The decay is divided by the root of its own second moment: an update without gradients has
	// the size of the learning rate, whatever the decay, and weights do not grow.
	decayStability: () => [
		{ ...DECOUPLED_DECAY, largestProduct: Number.MAX_VALUE, isDecoupled: false }
	],
	build({ graph, whole, schedule, clock }) {
		const { parameters, gradients, state } = whole;
		const decayed = [parameters, gradients, schedule('adam.decay'), clock];
		const gradient = graph.one(decayedGradient, decayed, {});
		const moments = [state('first_moment'), state('second_moment')];
		graph.apply(adamwUpdate, [parameters, ...moments, gradient, schedule('adam'), clock], {});
	}
});
