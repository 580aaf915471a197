import { int } from '../core/param-schema.ts';

/** The hidden width, shared by every model with one hidden layer of neurons. */
export const hiddenWidthParam = int({
	label: 'Neurons (d_mlp)',
	help: 'Width of the hidden layer.',
	group: 'advanced',
	min: 1,
	max: 16384,
	slider: { min: 32, max: 1024, scale: 'log' },
	default: 512
});
