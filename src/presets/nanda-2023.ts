import { definePreset } from './define.ts';

/**
 * The canonical run (arXiv 2301.05217, released code). Ten public PyTorch seeds reach 99 % test
 * accuracy between steps 5 250 and 15 000; in an independent run the network is memorized at step
 * 200 and groks at about 8 500.
 */
export const nanda2023 = definePreset({
	id: 'nanda-2023',
	label: 'Transformer, p = 113',
	story:
		'The paper’s network knows the pairs it is shown by about step 200 and then seems stuck for thousands. ' +
		'Somewhere between steps 5 000 and 15 000 it suddenly answers the pairs it never saw.',
	cite: 'Nanda et al. 2023',
	expectation: { runs: 10, memorizedBy: 250, groksBetween: [5_250, 15_000], course: 'cliff' },
	hasRecordedRun: true,
	selection: {
		task: 'modular-addition',
		model: 'one-layer-transformer',
		loss: 'cross-entropy',
		optimizer: 'adamw'
	},
	values: {
		p: 113,
		frac_train: 0.3,
		d_model: 128,
		n_heads: 4,
		d_mlp: 512,
		lr: 1e-3,
		weight_decay: 1,
		beta1: 0.9,
		beta2: 0.98,
		eps: 1e-8,
		warmup_steps: 10,
		steps: 40_000
	}
});
