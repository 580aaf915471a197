import { participation } from '../core/participation.ts';
import { waveGain } from './unit-circle.ts';
import { foldRows, wavePowers } from './wave-sums.ts';

/** How close the neurons are to single waves, neuron by neuron. */
export interface NeuronWaves {
	/** The strongest frequency; 0 for a neuron without any wave. */
	readonly strongest: Uint32Array;
	/**
	 * Sum of the squared powers of the frequencies over their squared sum: 1 for a single wave, one
	 * over their number if all are equally strong. NaN for a neuron without any wave.
	 */
	readonly concentration: Float64Array;
}

/**
 * The waves in the weights of each neuron (inverse participation ratio, Doshi et al. 2023), with
 * cosine and sine of a frequency together and without the constant.
 * @param weights row-major [order, neurons]
 */
export function neuronWaves(
	weights: ArrayLike<number>,
	order: number,
	neurons: number
): NeuronWaves {
	const powers = wavePowers(foldRows(weights, order, neurons));
	const count = powers.length / neurons;
	const strongest = new Uint32Array(neurons);
	const concentration = new Float64Array(neurons);
	for (let j = 0; j < neurons; j++) {
		const own = Float64Array.from(
			{ length: count },
			(_, i) => waveGain(order, i + 1) * (powers[i * neurons + j] ?? 0)
		);
		const largest = Math.max(...own);
		strongest[j] = largest > 0 ? own.indexOf(largest) + 1 : 0;
		concentration[j] = 1 / participation(own);
	}
	return { strongest, concentration };
}
