import { powerPerFrequency } from '../core/fourier.ts';
import { defineProbe } from './define.ts';
import {
	neuronLogitEnergy,
	refuseFrequencies,
	refuseNoLogitMap,
	squaresOf
} from './common-tensors.ts';

/** Fourier power of W_L along the answers (Nanda et al. 2023, figure 3). */
export const neuronLogitSpectrum = defineProbe({
	id: 'neuron-logit-spectrum',
	label: 'Spectrum of the neuron-logit map',
	cite: 'Nanda et al. 2023, section 4.1',
	definition:
		'How strongly the way from neurons to answers contains the wave of each frequency. W_L gives what each neuron adds to each logit. It is projected on the orthonormal Fourier basis along the answers. The power of frequency k is the squared norm of its cosine and sine together; the bar shows its square root.',
	view: 'spectrum',
	scalars: [],
	refuse: (subject) => refuseFrequencies(subject) ?? refuseNoLogitMap(subject),
	build: (context) => [neuronLogitEnergy(context)],
	finish: ([energy = new Float64Array(0)]) => ({
		scalars: {},
		spectrum: powerPerFrequency(squaresOf(energy))
	})
});
