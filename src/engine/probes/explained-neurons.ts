import { neuronClusters, NEURON_THRESHOLD } from '../mechanism/neuron-clusters.ts';
import { frequencyCount } from '../core/fourier.ts';
import { EXPLAINED_VARIANCE_CHART } from './charts.ts';
import { defineProbe } from './define.ts';
import { frequencyOrder } from './cyclic-group.ts';
import { neuronFits, refuseFrequencies, refuseNoNeurons } from './common-tensors.ts';

const PERCENT = `${String(100 * NEURON_THRESHOLD)}\u202f%`;
const SHARE = `Share of neurons that are at least ${PERCENT} one wave.`;

/** The fraction of neurons that compute with one frequency (Nanda et al. 2023, section 4.2). */
export const explainedNeurons = defineProbe({
	id: 'explained-neurons',
	label: 'Neurons explained by one frequency',
	cite: 'Nanda et al. 2023, section 4.2, figure 5',
	definition: `${SHARE} One frequency explains that much of the variance of their activation over all pairs, by products of 1, cos and sin of a and of b.`,
	view: 'line',
	scalars: [
		{
			id: 'explained_neurons',
			label: 'Neurons explained by one frequency',
			definition: `${SHARE} One frequency explains that much of the variance of their activation over all pairs.`,
			unit: 'fraction',
			line: { chart: EXPLAINED_VARIANCE_CHART, label: 'neurons', place: 0 }
		}
	],
	vectors: [
		{
			id: 'neurons_by_frequency',
			label: 'Neurons per frequency',
			definition: `Number of neurons that are at least ${PERCENT} one wave, by the frequency of that wave.`,
			unit: 'plain'
		}
	],
	evidence: 'neuronFrequencies',
	refuse: (subject) => refuseFrequencies(subject) ?? refuseNoNeurons(subject),
	build: neuronFits,
	finish([explained = new Float64Array(0), frequencies = new Float64Array(0)], { shape }) {
		const { clusters, fraction } = neuronClusters({
			explained: Float64Array.from(explained),
			frequencies: Uint32Array.from(frequencies)
		});
		const counts = new Float64Array(frequencyCount(frequencyOrder(shape)));
		for (const { frequency, count } of clusters) counts[frequency - 1] = count;
		return {
			scalars: { explained_neurons: fraction },
			vectors: { neurons_by_frequency: counts }
		};
	}
});
