import { boolean, float } from '../core/param-schema.ts';
import { sgdUpdate } from '../ops/updates/sgd-update.ts';
import { DECOUPLED_DECAY, defineOptimizer } from './define.ts';
import {
	learningRateParam,
	warmupFactor,
	warmupStepsParam,
	weightDecayParam
} from './shared-params.ts';

/**
 * SGD with momentum as PyTorch's: g += wd w (coupled), buffer = momentum buffer + (1 - dampening) g
 * with the first buffer equal to the first gradient, w -= lr buffer. Decoupled decay is an option,
 * off by default.
 */
export const sgd = defineOptimizer({
	id: 'sgd',
	label: 'SGD with momentum',
	cite: 'PyTorch torch.optim.SGD',
	params: {
		lr: learningRateParam,
		weight_decay: weightDecayParam,
		momentum: float({
			label: 'Momentum',
			help: 'Share of the previous update that is kept.',
			perReplica: true,
			min: 0,
			max: 0.9999999,
			slider: { min: 0, max: 0.99, step: 0.01 },
			default: 0.9
		}),
		dampening: float({
			label: 'Dampening',
			help: 'The gradient enters the buffer times 1 − dampening, from the second step on.',
			perReplica: true,
			min: 0,
			max: 1,
			slider: { min: 0, max: 1, step: 0.01 },
			default: 0
		}),
		nesterov: boolean({
			label: 'Nesterov momentum',
			help: 'The update is the gradient plus momentum times the buffer.',
			perReplica: true,
			default: false
		}),
		decoupled_decay: boolean({
			label: 'Decoupled weight decay',
			help: 'Multiply weights by 1 − lr · decay instead of adding decay to the gradient.',
			perReplica: true,
			default: false
		}),
		warmup_steps: warmupStepsParam
	},
	state: ['momentum_buffer'],
	schedules: { sgd: 6 },
	scalars(params, step) {
		const { lr, weight_decay, momentum, dampening, nesterov, decoupled_decay } = params;
		const rate = lr * warmupFactor(step, params.warmup_steps);
		return {
			sgd: [
				rate,
				decoupled_decay ? rate * weight_decay : 0,
				decoupled_decay ? 0 : weight_decay,
				momentum,
				// Dampening applies to the buffer, and without momentum PyTorch has no buffer.
				step === 0 || momentum === 0 ? 1 : 1 - dampening,
				nesterov ? 1 : 0
			]
		};
	},
	// Coupled decay goes through the buffer: the recursion w' = w - lr b', b' = m b + (1 - d) wd w
	// is stable below 2 (1 + m) / (1 - d), with Nesterov's look-ahead below 2 (1 + m) / ((1 + 2 m)
	// (1 - d)).
	decayStability({ momentum, dampening, nesterov, decoupled_decay }) {
		if (decoupled_decay) return [DECOUPLED_DECAY];
		const lookAhead = nesterov ? 1 + 2 * momentum : 1;
		const undamped = momentum === 0 ? 1 : 1 - dampening;
		const largestProduct = (2 * (1 + momentum)) / Math.max(lookAhead * undamped, Number.EPSILON);
		return [{ ...DECOUPLED_DECAY, largestProduct, isDecoupled: false }];
	},
	build({ graph, whole, schedule, clock }) {
		const { parameters, gradients, state } = whole;
		graph.apply(
			sgdUpdate,
			[parameters, state('momentum_buffer'), gradients, schedule('sgd'), clock],
			{}
		);
	}
});
