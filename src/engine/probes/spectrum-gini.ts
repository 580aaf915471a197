import { spectrumGini as giniOf } from '../mechanism/gini.ts';
import { defineProbe, type MeasureChart } from './define.ts';
import {
	embeddingEnergy,
	neuronLogitEnergy,
	refuseFrequencies,
	refuseNoLogitMap,
	squaresOf
} from './common-tensors.ts';

const NONE = new Float64Array(0);

const CHART: MeasureChart = Object.freeze({
	id: 'gini',
	title: 'Gini coefficients',
	place: 2
});

const gini = (id: string, label: string, of: string, tensor: string, place: number) =>
	({
		id,
		label,
		definition: `How few waves carry ${of}: 0 if all are equally strong, near 1 if a few carry nearly all. Gini coefficient of the norms of its Fourier components.`,
		unit: 'fraction',
		line: { chart: CHART, label: tensor, place }
	}) as const;

/** How sparse the network is in frequency (Nanda et al. 2023, section 5.2). */
export const spectrumGini = defineProbe({
	id: 'spectrum-gini',
	label: 'Gini coefficients',
	cite: 'Nanda et al. 2023, section 5.2, figure 7',
	definition:
		'How few waves carry a tensor. Gini coefficient of the norms of its Fourier components, with sine and cosine separate and without the constant and the "=" column. In the paper it rises sharply during cleanup; in a network that keeps all frequencies it does not.',
	view: 'line',
	scalars: [
		gini('gini_embedding', 'Gini of W_E', 'the embedding over its tokens', 'W_E', 0),
		gini('gini_neuron_logit', 'Gini of W_L', 'the neuron-logit map over the answers', 'W_L', 1)
	],
	refuse: (subject) => refuseFrequencies(subject) ?? refuseNoLogitMap(subject),
	build: (context) => [embeddingEnergy(context), neuronLogitEnergy(context)],
	finish: ([embedding = NONE, neuronLogit = NONE]) => ({
		scalars: {
			gini_embedding: giniOf(squaresOf(embedding)),
			gini_neuron_logit: giniOf(squaresOf(neuronLogit))
		}
	})
});
