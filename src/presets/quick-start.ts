import { definePreset } from './define.ts';

/**
 * The transformer at a size that groks within a minute. In PyTorch 24 of 24 seeds grokked, at steps
 * 240 to 1 320 (median 560), and were memorized at 80 to 100.
 */
export const quickStart = definePreset({
	id: 'quick-start',
	label: 'Transformer, p = 31',
	story:
		'It knows the pairs it is shown by step 100, and their mirror images with them. ' +
		'Watch the others: usually around step 560 it answers these too.',
	cite: 'Nanda et al. 2023, scaled down',
	expectation: { runs: 24, memorizedBy: 100, groksBetween: [240, 1_320], course: 'slope' },
	selection: {
		task: 'modular-addition',
		model: 'one-layer-transformer',
		loss: 'cross-entropy',
		optimizer: 'adamw'
	},
	values: {
		p: 31,
		frac_train: 0.6,
		d_model: 64,
		n_heads: 4,
		d_mlp: 256,
		lr: 3e-3,
		weight_decay: 2,
		beta1: 0.9,
		beta2: 0.98,
		eps: 1e-8,
		warmup_steps: 10,
		steps: 3_000
	}
});
