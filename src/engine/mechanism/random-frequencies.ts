import { frequencyCount } from '../core/fourier.ts';
import { createRng, shuffle } from '../core/rng.ts';

/** Sets of frequencies to compare the key frequencies with, or why there are none. */
export type FrequencyControl =
	| {
			readonly kind: 'drawn';
			/** Sets of frequencies, each ascending. */
			readonly sets: readonly (readonly number[])[];
	  }
	| {
			readonly kind: 'too-few-others';
			readonly needed: number;
			readonly available: number;
	  };

/** Number of random sets (decisions.md). */
const DRAWS = 20;

/**
 * Random sets of frequencies that are not key, drawn uniformly without repetition within a set. A
 * set has as many frequencies as there are key frequencies, unless a size is given. The `probe`
 * stream of the seed is used, so that a run always has the same sets.
 */
export function randomFrequencies(
	seed: number,
	order: number,
	keys: readonly number[],
	{ size = keys.length, draws = DRAWS }: { readonly size?: number; readonly draws?: number } = {}
): FrequencyControl {
	const others = Array.from({ length: frequencyCount(order) }, (_, i) => i + 1).filter(
		(k) => !keys.includes(k)
	);
	if (others.length < size) {
		return { kind: 'too-few-others', needed: size, available: others.length };
	}
	const rng = createRng(seed, 'probe');
	const sets = Array.from({ length: draws }, () => {
		const shuffled = Uint32Array.from(others);
		shuffle(rng, shuffled);
		return [...shuffled.subarray(0, size)].sort((x, y) => x - y);
	});
	return { kind: 'drawn', sets };
}

/** Mean and range of the values of the random sets. NaN without values. */
export interface ControlSummary {
	readonly mean: number;
	readonly min: number;
	readonly max: number;
}

export function summarizeControl(values: readonly number[]): ControlSummary {
	if (values.length === 0) return { mean: NaN, min: NaN, max: NaN };
	return {
		mean: values.reduce((sum, value) => sum + value, 0) / values.length,
		min: Math.min(...values),
		max: Math.max(...values)
	};
}
