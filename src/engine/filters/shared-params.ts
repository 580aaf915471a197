import { float } from '../core/param-schema.ts';

export const slowGainParam = float({
	label: 'Grokfast λ',
	help: 'How many times the average gradient is added to the gradient. May be changed during training.',
	applies: 'live',
	perReplica: true,
	min: 0,
	max: 1000,
	slider: { min: 0, max: 10, step: 0.1 },
	default: 2
});
