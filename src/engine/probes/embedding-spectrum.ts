import { powerPerFrequency } from '../core/fourier.ts';
import { EMBEDDING_SPECTRUM_CHART } from './charts.ts';
import { defineProbe } from './define.ts';
import { embeddingEnergy, keyMask, refuseFrequencies, squaresOf } from './common-tensors.ts';

const STRONGEST = 5;

/** Share of the non-constant power in the strongest frequencies. */
function strongestShare(power: Float64Array): number {
	const total = power.reduce((sum, value) => sum + value, 0);
	const top = power.toSorted((a, b) => b - a).subarray(0, STRONGEST);
	return top.reduce((sum, value) => sum + value, 0) / total;
}

/**
 * Fourier power of the embedding along the token axis, without the "=" row (Nanda et al. 2023,
 * figure 3).
 */
export const embeddingSpectrum = defineProbe({
	id: 'embedding-spectrum',
	label: 'Spectrum of the embedding',
	cite: 'Nanda et al. 2023, section 4.1',
	definition:
		'How strongly the embedding of the numbers contains the wave of each frequency. The rows of W_E for the operands are projected on the orthonormal Fourier basis of the cyclic group. The power of frequency k is the squared norm of its cosine and sine rows together; the bar shows its square root. For products and quotients the numbers are in the order of the powers of a generator (discrete logarithm), because there a product is a sum of exponents.',
	view: 'spectrum',
	scalars: [
		{
			id: 'embedding_top_5_share',
			label: 'Power in the top 5 frequencies',
			definition:
				'How much of the embedding lies in its five strongest waves. Their power as a share of the power of all frequencies, without the constant.',
			unit: 'fraction',
			line: { chart: EMBEDDING_SPECTRUM_CHART, label: 'top 5', place: 0 }
		},
		{
			id: 'key_frequency_count',
			label: 'Key frequencies',
			definition:
				'How many frequencies the network is taken to compute with at this step, by the rule in force.',
			unit: 'plain'
		}
	],
	refuse: refuseFrequencies,
	build: (context) => [embeddingEnergy(context), keyMask(context)],
	finish([energy = new Float64Array(0), mask = []]) {
		const spectrum = powerPerFrequency(squaresOf(energy));
		return {
			spectrum,
			scalars: {
				embedding_top_5_share: strongestShare(spectrum),
				key_frequency_count: Array.from(mask).reduce((sum, value) => sum + value, 0)
			}
		};
	}
});
