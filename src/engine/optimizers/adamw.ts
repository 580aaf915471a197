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
 * eps from 1e-30 means what it says: v is kept in a scaled form where it is small (`secondMoment`).
 * What else may leave float32's range before it counts beside such an eps was looked at: first
 * moments and gradients below 1.2e-38 are lost, and move a weight by 1e-8 of the learning rate at
 * most; the product of learning rate and first moment is formed in the unit of the denominator;
 * cross-entropy's tails come from exp and log1p down to 1.2e-38; SGD divides by nothing.
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
	build({ recorder, whole, schedule, clock }) {
		const { parameters, gradients, state } = whole;
		const moments = [state('first_moment'), state('second_moment')];
		recorder.apply(adamwUpdate, [parameters, ...moments, gradients, schedule('adamw'), clock], {});
	}
});
