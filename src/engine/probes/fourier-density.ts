import { frequencyCount } from '../core/fourier.ts';
import { embeddingEnergy, refuseFrequencies, squaresOf } from './common-tensors.ts';
import { defineProbe } from './define.ts';

/** η of the paper. */
const THRESHOLD = 0.5;

/** Norms of the cosine and of the sine components, without the sine that n / 2 does not have. */
function norms(energy: Float64Array) {
	const count = frequencyCount(energy.length);
	const at = (row: number) => Math.sqrt(energy[row] ?? NaN);
	return {
		cosines: Array.from({ length: count }, (_, i) => at(2 * i + 1)),
		sines: Array.from({ length: Math.floor((energy.length - 1) / 2) }, (_, i) => at(2 * i + 2))
	};
}

const above = (values: readonly number[]): number => {
	const largest = Math.max(...values);
	return values.filter((value) => value / largest > THRESHOLD).length;
};

function densityOf(energy: Float64Array): number {
	const { cosines, sines } = norms(energy);
	if (!energy.subarray(1).some((value) => value > 0)) return NaN;
	return (above(cosines) + above(sines)) / (cosines.length + sines.length);
}

function ratioOf(energy: Float64Array): number {
	const { cosines, sines } = norms(energy);
	const ratios = sines.map((sine, i) => {
		const cosine = cosines[i] ?? NaN;
		return Math.min(cosine / sine, sine / cosine);
	});
	return ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
}

/** Fourier frequency density and coefficient ratio of the embedding (Furuta et al. 2024). */
export const fourierDensity = defineProbe({
	id: 'fourier-density',
	label: 'Fourier density and ratio',
	cite: 'Furuta et al. 2024, arXiv 2402.16726',
	definition: `How many waves the embedding uses, and whether each has a cosine and a sine. With the norms μ of its cosine components and ν of its sine components by frequency: the density (FFD) is the share of the μ that are above ${String(THRESHOLD)} of the largest μ, together with the ν that are above ${String(THRESHOLD)} of the largest ν; the ratio (FCR) is the mean over frequencies of the smaller of μ and ν over the larger. In the paper the density falls for sums, and the ratio for products, in the order of the numbers themselves; here products are in the order of the powers of a generator. For an even order the frequency p / 2 has no sine, which counts in neither.`,
	view: 'line',
	offBecause: 'Off at first, although it costs nothing beside the embedding’s spectrum.',
	scalars: [
		{
			id: 'fourier_frequency_density',
			label: 'Fourier frequency density',
			definition: `How many waves the embedding uses: the share of cosine and sine components above ${String(THRESHOLD)} of the largest of their kind.`,
			unit: 'fraction'
		},
		{
			id: 'fourier_coefficient_ratio',
			label: 'Fourier coefficient ratio',
			definition:
				'Whether each wave of the embedding has a cosine and a sine: mean over frequencies of the smaller norm over the larger.',
			unit: 'fraction'
		}
	],
	refuse: refuseFrequencies,
	build: (context) => [embeddingEnergy(context)],
	finish([values = new Float64Array(0)]) {
		const energy = squaresOf(values);
		return {
			scalars: {
				fourier_frequency_density: densityOf(energy),
				fourier_coefficient_ratio: ratioOf(energy)
			}
		};
	}
});
