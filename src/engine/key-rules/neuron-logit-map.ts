import { keyFrequencies, powerPerFrequency } from '../core/fourier.ts';
import { defineKeyRule } from './define.ts';
import { needed, shareTest } from './selection.ts';

/** A frequency is key by its share of the power of W_L. */
export const neuronLogitMap = defineKeyRule({
	id: 'neuron-logit-map',
	place: 5,
	label: 'Share of the neuron-logit map',
	cite: 'Nanda et al. 2023, appendix C.2',
	definition:
		"Frequencies with a large share of the power of W_L = W_out W_U along the logit axis. The paper gives no threshold; this rule uses that of the embedding's share.",
	needs: 'neuronLogitMap',
	settings: ['ratio', 'max'],
	onDevice: shareTest,
	select: ({ neuronLogitMap }, threshold) =>
		keyFrequencies(powerPerFrequency(needed(neuronLogitMap, 'neuronLogitMap')), threshold)
});
