import { adamwUpdate } from '../ops/updates/adamw-update.ts';
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
 * AdamW in PyTorch's order of operations (Loshchilov and Hutter 2019): decay by 1 - lr wd first,
 * then the moments with bias correction, then w -= lr m_hat / (sqrt(v_hat) + eps). Warm-up scales
 * the decay too.
 *
 * Any eps from 1e-30 on is exact, because a small v is kept in a scaled form (`secondMoment`).
 * Other values that leave float32's range do not matter with such an eps: first moments and
 * gradients below 1.2e-38 are lost, but they move a weight by at most 1e-8 of the learning rate;
 * the product of learning rate and first moment is formed in the unit of the denominator; tails of
 * cross-entropy come from exp and log1p down to 1.2e-38.
 */
export const adamw = defineOptimizer({
	id: 'adamw',
	label: 'AdamW',
	cite: 'Loshchilov and Hutter 2019',
	params: {
		lr: learningRateParam,
		weight_decay: weightDecayParam,
		beta1: firstDecayParam,
		beta2: secondDecayParam,
		eps: epsilonParam,
		warmup_steps: warmupStepsParam
	},
	state: ['first_moment', 'second_moment'],
	schedules: { adamw: 8 },
	scalars: (params, step, power) => ({
		adamw: adamwScalars(params, params.lr * warmupFactor(step, params.warmup_steps), step, power)
	}),
	decayStability: () => [DECOUPLED_DECAY],
	build({ graph, whole, schedule, clock }) {
		const { parameters, gradients, state } = whole;
		const moments = [state('first_moment'), state('second_moment')];
		graph.apply(adamwUpdate, [parameters, ...moments, gradients, schedule('adamw'), clock], {});
	}
});
