import { powerPerFrequency } from '../core/fourier.ts';
import { spectrumEntropy } from '../mechanism/spectrum-entropy.ts';
import { EMBEDDING_SPECTRUM_CHART } from './charts.ts';
import { defineProbe } from './define.ts';
import { embeddingEnergy, refuseFrequencies, squaresOf } from './common-tensors.ts';

/** How evenly the embedding's Fourier power is spread over the frequencies. */
export const embeddingEntropy = defineProbe({
	id: 'embedding-entropy',
	label: 'Entropy of the embedding spectrum',
	cite: 'This lab, on the spectrum of Nanda et al. 2023, section 4.1',
	definition:
		'How evenly the embedding uses all frequencies. Shannon entropy of the shares of power over the frequencies of W_E, without the constant and the "=" row.',
	view: 'line',
	scalars: [
		{
			id: 'embedding_entropy',
			label: 'Entropy of the embedding spectrum',
			definition:
				'How evenly the embedding uses all frequencies: 1 if all have equal power, near 0 if one has all of it. Shannon entropy of the shares of power, divided by the entropy of equal shares.',
			unit: 'fraction',
			line: { chart: EMBEDDING_SPECTRUM_CHART, label: 'entropy', place: 1 }
		}
	],
	refuse: refuseFrequencies,
	build: (context) => [embeddingEnergy(context)],
	finish: ([energy = new Float64Array(0)]) => ({
		scalars: { embedding_entropy: spectrumEntropy(powerPerFrequency(squaresOf(energy))).normalized }
	})
});
