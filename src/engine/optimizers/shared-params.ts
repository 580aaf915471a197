import { float, int } from '../core/param-schema.ts';

export const learningRateParam = float({
	label: 'Learning rate',
	help: 'Size of an update. May be changed while it trains.',
	group: 'training',
	applies: 'live',
	min: 0,
	max: 1000,
	slider: { min: 1e-4, max: 1e-1, scale: 'log' },
	default: 1e-3
});

export const weightDecayParam = float({
	label: 'Weight decay',
	help: 'How hard weights are pulled to zero: the pressure that makes it generalise. May be changed while it trains.',
	group: 'main',
	applies: 'live',
	min: 0,
	max: 1000,
	slider: { min: 0, max: 10, scale: 'linear', step: 0.1 },
	default: 1
});

export const warmupStepsParam = int({
	label: 'Warm-up',
	unit: 'steps',
	help: 'The learning rate is multiplied by min(step / warm-up, 1), so the very first update has rate 0.',
	group: 'advanced',
	min: 0,
	max: 1_000_000,
	slider: { min: 0, max: 100 },
	default: 10
});

/** min(step / warmup, 1), with step counted from 0 (PyTorch's LambdaLR in the paper's code). */
export function warmupFactor(step: number, warmupSteps: number): number {
	return warmupSteps > 0 ? Math.min(step / warmupSteps, 1) : 1;
}
