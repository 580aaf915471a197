import { sumOfPairs, type CyclicStructure } from './cyclic-structure.ts';
import type { WaveKind } from './logit-directions.ts';
import { unitCircle, waveGain } from './unit-circle.ts';

/** values ~ intercept + amplitude wave(w_k s). */
export interface WaveFit {
	readonly intercept: number;
	/** In the units of the values. */
	readonly amplitude: number;
	/** R^2 of the fit with intercept. NaN for constant values. */
	readonly explained: number;
}

/**
 * Least squares of a number per pair, e.g. the activations projected on u_k, on cos(w_k s) or
 * sin(w_k s) of the pair's sum (Nanda et al. 2023, table 1). The wave has mean 0 and squared norm
 * n^2 / g over all pairs.
 * @param values one for each pair, a-major [order^2]
 */
export function fitSumWave(
	values: ArrayLike<number>,
	structure: CyclicStructure,
	{ frequency, wave }: { readonly frequency: number; readonly wave: WaveKind }
): WaveFit {
	const { order } = structure;
	const table = unitCircle(order)[wave];
	const pairs = order ** 2;
	let [total, dot] = [0, 0];
	sumOfPairs(structure).forEach((sum, pair) => {
		const value = values[pair] ?? 0;
		total += value;
		dot += value * (table[(frequency * sum) % order] ?? 0);
	});
	const intercept = total / pairs;
	let variance = 0;
	for (let pair = 0; pair < pairs; pair++) variance += ((values[pair] ?? 0) - intercept) ** 2;
	const amplitude = (waveGain(order, frequency) * dot) / pairs;
	return { intercept, amplitude, explained: (amplitude * dot) / variance };
}
