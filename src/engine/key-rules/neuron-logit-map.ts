import { keyFrequencies, powerPerFrequency } from '../core/fourier.ts';
import { defineKeyRule } from './define.ts';
import { needed, shareTest } from './selection.ts';

/** By the shares of power of the neuron-logit map. */
export const neuronLogitMap = defineKeyRule({
	id: 'neuron-logit-map',
	place: 5,
	label: 'Share of the neuron-logit map',
	cite: 'Nanda et al. 2023, appendix C.2',
	definition:
		"Frequencies that stand out in W_L = W_out W_U along the logit axis. The paper gives no threshold; here the embedding's share rule is used.",
	needs: 'neuronLogitMap',
	settings: ['ratio', 'max'],
	onDevice: shareTest,
	select: ({ neuronLogitMap }, threshold) =>
		keyFrequencies(powerPerFrequency(needed(neuronLogitMap, 'neuronLogitMap')), threshold)
});
