import { definePreset } from './define.ts';

/**
 * The transformer with which the page opens on a CPU. No test pair has a mirrored pair among the
 * train pairs, so its test loss shows plateau and cliff. In WebAssembly 23 of 24 seeds grokked, at
 * steps 200 to 1 540 (median 640); they were memorized at 80 to 100. Seed 21 stays at 98.7 % of the
 * test pairs until step 2 000 (docs/measurements.md).
 */
export const quickTransformer = definePreset({
	id: 'quick-transformer',
	label: 'Transformer, p = 53',
	story:
		'It groks within seconds on a CPU. It knows the pairs it is shown by step 100 and almost none of the ' +
		'others, until, usually around step 640, it answers them too.',
	cite: 'Nanda et al. 2023, scaled down',
	expectation: {
		runs: 24,
		grokked: 23,
		memorizedBy: 100,
		groksBetween: [200, 1_540],
		course: 'cliff'
	},
	hasRecordedRun: true,
	selection: {
		task: 'modular-addition',
		model: 'one-layer-transformer',
		loss: 'cross-entropy',
		optimizer: 'adamw'
	},
	values: {
		p: 53,
		frac_train: 0.65,
		split_pairs: 'unordered',
		d_model: 64,
		n_heads: 4,
		d_mlp: 128,
		lr: 5e-3,
		weight_decay: 2,
		beta1: 0.9,
		beta2: 0.98,
		eps: 1e-8,
		warmup_steps: 10,
		steps: 2_000
	}
});
