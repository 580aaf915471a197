import { definePreset } from './define.ts';

/**
 * The quadratic MLP of arXiv 2310.13061, grokking figure, with 2 000 steps. In NumPy (float32, nine
 * seeds, this initialisation) it is memorized at steps 19 to 22 and groks at 40 to 45, because lr ×
 * decay is 50 times that of the canonical run.
 */
export const doshi2023 = definePreset({
	id: 'doshi-2023',
	label: 'Quadratic MLP, p = 97',
	story:
		'An MLP that only squares its neurons, under strong weight decay: it knows the pairs it is shown by step 25 and ' +
		'answers the others by step 50, so the log axis shows it best. The rest of the 2 000 steps is cleanup.',
	cite: 'Doshi et al. 2023',
	expectation: { runs: 9, memorizedBy: 25, groksBetween: [40, 50], course: 'slope' },
	selection: {
		task: 'modular-addition',
		model: 'quadratic-mlp',
		loss: 'mean-squared-error',
		optimizer: 'adamw'
	},
	values: {
		p: 97,
		frac_train: 0.5,
		d_mlp: 500,
		lr: 1e-2,
		weight_decay: 5,
		beta1: 0.9,
		beta2: 0.98,
		eps: 1e-8,
		warmup_steps: 0,
		steps: 2_000
	}
});
