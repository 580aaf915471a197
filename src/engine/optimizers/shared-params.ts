import { float, int } from '../core/param-schema.ts';

export const learningRateParam = float({
	label: 'Learning rate',
	help: 'Size of an update. May be changed during training.',
	group: 'training',
	applies: 'live',
	perReplica: true,
	min: 0,
	max: 1000,
	slider: { min: 1e-4, max: 1e-1, scale: 'log' },
	default: 1e-3
});

export const weightDecayParam = float({
	label: 'Weight decay',
	help: 'Pulls weights to zero; may be moved while it trains.',
	group: 'main',
	applies: 'live',
	perReplica: true,
	min: 0,
	max: 1000,
	slider: { min: 0.01, max: 10, scale: 'zero-log' },
	default: 1
});

export const warmupStepsParam = int({
	label: 'Warm-up',
	unit: 'steps',
	help: 'The learning rate is multiplied by min(step / warm-up, 1), so the very first update has rate 0.',
	group: 'advanced',
	perReplica: true,
	min: 0,
	max: 1_000_000,
	slider: { min: 0, max: 100 },
	default: 10
});

export const firstDecayParam = float({
	label: 'β₁',
	help: 'Decay of the first moment.',
	perReplica: true,
	min: 0,
	max: 0.9999999,
	slider: { min: 0, max: 0.999, step: 0.001 },
	default: 0.9
});

export const secondDecayParam = float({
	label: 'β₂',
	help: 'Decay of the second moment.',
	perReplica: true,
	min: 0,
	max: 0.9999999,
	slider: { min: 0.5, max: 0.999, step: 0.001 },
	default: 0.98
});

export const epsilonParam = float({
	label: 'ε',
	help: 'Added to the square root of the second moment.',
	perReplica: true,
	min: 1e-30,
	max: 1,
	slider: { min: 1e-12, max: 1e-4, scale: 'log' },
	default: 1e-8
});

/** min(step / warmup, 1), with step counted from 0 (PyTorch's LambdaLR in the paper's code). */
export function warmupFactor(step: number, warmupSteps: number): number {
	return warmupSteps > 0 ? Math.min(step / warmupSteps, 1) : 1;
}

/**
 * The scalars of one step of `adamw-update` at a learning rate.
 * @param step from 0
 */
export function adamwScalars(
	params: {
		readonly weight_decay: number;
		readonly beta1: number;
		readonly beta2: number;
		readonly eps: number;
	},
	rate: number,
	step: number,
	power: (base: number, exponent: number) => number
): readonly number[] {
	const { weight_decay, beta1, beta2, eps } = params;
	return [
		rate * weight_decay,
		rate / (1 - power(beta1, step + 1)),
		1 / Math.sqrt(1 - power(beta2, step + 1)),
		beta1,
		1 - beta1,
		beta2,
		1 - beta2,
		eps
	];
}
