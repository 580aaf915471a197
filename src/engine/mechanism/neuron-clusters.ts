import type { NeuronFits } from './neuron-fits.ts';

/**
 * A neuron belongs to its frequency's cluster from this fraction of explained variance on (Nanda et
 * al. 2023, section 4.1).
 */
export const NEURON_THRESHOLD = 0.85;

export interface NeuronClusters {
	/** Ascending by frequency, without empty clusters. */
	readonly clusters: readonly { readonly frequency: number; readonly count: number }[];
	/** Neurons below the threshold. */
	readonly none: number;
	/** Neurons in a cluster, as a fraction of all. */
	readonly fraction: number;
}

/** Sizes of the clusters: the neurons of which one frequency explains at least the threshold. */
export function neuronClusters(
	{ frequencies, explained }: Pick<NeuronFits, 'frequencies' | 'explained'>,
	threshold: number = NEURON_THRESHOLD
): NeuronClusters {
	const counts = new Map<number, number>();
	let clustered = 0;
	frequencies.forEach((frequency, j) => {
		if (frequency === 0 || (explained[j] ?? 0) < threshold) return;
		counts.set(frequency, (counts.get(frequency) ?? 0) + 1);
		clustered++;
	});
	return {
		clusters: [...counts]
			.map(([frequency, count]) => ({ frequency, count }))
			.sort((x, y) => x.frequency - y.frequency),
		none: frequencies.length - clustered,
		fraction: clustered / frequencies.length
	};
}

/**
 * How many fractions of variance fall in each of `bins` equal parts of [0, 1]; 1 itself is in the
 * last.
 */
export function explainedHistogram(explained: ArrayLike<number>, bins: number): Uint32Array {
	const counts = new Uint32Array(bins);
	for (const value of Array.from(explained)) {
		// Rounding may put a pure wave a little above 1.
		const bin = Math.min(bins - 1, Math.floor(value * bins));
		counts[bin] = (counts[bin] ?? 0) + 1;
	}
	return counts;
}
