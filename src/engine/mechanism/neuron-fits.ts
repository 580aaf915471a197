import { frequencyCount } from '../core/fourier.ts';
import { frequencyAlong, type CyclicStructure } from './cyclic-structure.ts';
import { waveGain } from './unit-circle.ts';
import { foldRows, wavePowers } from './wave-sums.ts';

/**
 * Activations x[a, b] of every neuron, summed over all pairs with the same a, b, sum or difference:
 * each [order, neurons].
 */
export interface NeuronSums {
	readonly a: ArrayLike<number>;
	readonly b: ArrayLike<number>;
	readonly sum: ArrayLike<number>;
	readonly difference: ArrayLike<number>;
	/** Sum of x^2 over all pairs [neurons]. */
	readonly squares: ArrayLike<number>;
}

export interface NeuronFits {
	/**
	 * The frequency that explains most of each neuron [neurons]; 0 for a neuron that is (nearly)
	 * constant over all pairs.
	 */
	readonly frequencies: Uint32Array;
	/** Fraction of variance that this frequency explains [neurons]. */
	readonly explained: Float64Array;
	/** Fraction of variance explained per frequency and neuron [floor(order / 2), neurons]. */
	readonly fractions: Float64Array;
}

/**
 * A variance below this part of the neuron's sum of squares is rounding error of float32 sums. The
 * op `neuron-frequencies` uses the same bound.
 */
const FLAT = 2 ** -16;

/**
 * Squared norm of every neuron in the 8 non-constant terms of {1, cos_k, sin_k}^2 [floor(order /
 * 2), neurons].
 */
function massPerFrequency(
	{ order, coefficients: [ca, cb] }: CyclicStructure,
	sums: NeuronSums,
	neurons: number
): Float64Array {
	const powers = (values: ArrayLike<number>) => wavePowers(foldRows(values, order, neurons));
	const [a, b, sum, difference] = [
		powers(sums.a),
		powers(sums.b),
		powers(sums.sum),
		powers(sums.difference)
	];
	const mass = new Float64Array(sum.length);
	for (let k = 1; k <= frequencyCount(order); k++) {
		const scale = waveGain(order, k) / order ** 2;
		const startA = (frequencyAlong(order, ca, k) - 1) * neurons;
		const startB = (frequencyAlong(order, cb, k) - 1) * neurons;
		const start = (k - 1) * neurons;
		// For k = n / 2 the waves of sum and difference are the same function, which is counted
		// once.
		const other = 2 * k === order ? 0 : 1;
		for (let j = 0; j < neurons; j++) {
			const products = (sum[start + j] ?? 0) + other * (difference[start + j] ?? 0);
			mass[start + j] = scale * ((a[startA + j] ?? 0) + (b[startB + j] ?? 0) + products);
		}
	}
	return mass;
}

/**
 * The frequency that explains each neuron best. A frequency explains the fraction of its centred
 * squared activation over all pairs that lies in {1, cos, sin}(w_k ca a) x {1, cos, sin}(w_k cb b)
 * without the constant (Nanda et al. 2023, section 4.1, released code). The four products are the
 * waves of the sum and of the difference, so four sums per neuron suffice: each term's squared norm
 * is g / n^2 times its squared Fourier sum.
 */
export function fitNeurons(structure: CyclicStructure, sums: NeuronSums): NeuronFits {
	const { order } = structure;
	const neurons = sums.squares.length;
	const fractions = massPerFrequency(structure, sums, neurons);
	const frequencies = new Uint32Array(neurons);
	const explained = new Float64Array(neurons);
	for (let j = 0; j < neurons; j++) {
		let total = 0;
		for (let a = 0; a < order; a++) total += sums.a[a * neurons + j] ?? 0;
		const squares = sums.squares[j] ?? 0;
		const variance = squares - (total / order) ** 2;
		const isFlat = variance <= FLAT * squares;
		for (let i = 0; i < frequencyCount(order); i++) {
			const fraction = isFlat ? 0 : (fractions[i * neurons + j] ?? 0) / variance;
			fractions[i * neurons + j] = fraction;
			if (fraction > (explained[j] ?? 0)) {
				explained[j] = fraction;
				frequencies[j] = i + 1;
			}
		}
	}
	return { frequencies, explained, fractions };
}
