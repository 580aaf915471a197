import { frequencyCount } from '../core/fourier.ts';
import { defineKeyRule } from './define.ts';
import { deviceTest, needed, strongest } from './selection.ts';

/** A frequency is key if it explains some neuron best. */
export const neurons = defineKeyRule({
	id: 'neurons',
	place: 4,
	label: 'Best frequency of any neuron',
	cite: 'Nanda et al. 2023, released code',
	definition:
		'Every frequency that explains some neuron better than all other frequencies do, without a threshold; those with most neurons first. Early in training that is nearly every frequency. The released loop leaves out the last frequency; this rule includes it.',
	needs: 'neuronFrequencies',
	settings: [],
	onDevice: (order) => deviceTest(order),
	select({ order, neuronFrequencies }) {
		const counts = new Float64Array(frequencyCount(order));
		for (const k of Array.from(needed(neuronFrequencies, 'neuronFrequencies'))) {
			if (k > 0) counts[k - 1] = (counts[k - 1] ?? 0) + 1;
		}
		return strongest(counts, (count) => count > 0);
	}
});
