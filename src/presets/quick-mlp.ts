import { definePreset } from './define.ts';

/**
 * The cheapest run that groks. In PyTorch 8 of 8 seeds grokked, at steps 540 to 780. In NumPy
 * (float32) 8 of 8 seeds grokked within the same bounds and were memorized at steps 33 to 38.
 */
export const quickMlp = definePreset({
	id: 'quick-mlp',
	label: 'MLP, p = 31',
	story:
		'The smallest network here, without attention: it knows the pairs it is shown by step 40 and answers the others ' +
		'between steps 540 and 780. It uses all frequencies, not a few.',
	cite: 'Doshi et al. 2023, scaled down',
	expectation: { runs: 8, memorizedBy: 40, groksBetween: [540, 780], course: 'slope' },
	selection: {
		task: 'modular-addition',
		model: 'quadratic-mlp',
		loss: 'cross-entropy',
		optimizer: 'adamw'
	},
	values: {
		p: 31,
		frac_train: 0.5,
		d_mlp: 128,
		lr: 1e-2,
		weight_decay: 1,
		beta1: 0.9,
		beta2: 0.98,
		eps: 1e-8,
		warmup_steps: 0,
		steps: 2_000
	}
});
