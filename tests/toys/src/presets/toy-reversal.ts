import { definePreset } from './define.ts';

/** One preset with a toy of every kind. */
export const toyReversal = definePreset({
	id: 'toy-reversal',
	label: 'Toy: reversed sequences',
	story: 'Sequences are answered backwards.',
	cite: 'tests/toys',
	expectation: { runs: 1, memorizedBy: 100, groksBetween: [100, 1000], course: 'slope' },
	selection: {
		task: 'reversed-sequence',
		model: 'two-layer-mlp',
		loss: 'capped-squares',
		optimizer: 'sgd-by-kind'
	},
	values: {
		sequence_length: 3,
		sequence_symbols: 4,
		lr: 0.5,
		hidden_lr: 1,
		weight_decay: 0,
		steps: 1000,
		key_frequency_rule: 'strongest-two'
	}
});
