import { frequencyCount } from '../core/fourier.ts';
import { createRng, shuffle } from '../core/rng.ts';

/** Sets of frequencies to compare the key frequencies with, or why there are none. */
export type FrequencyControl =
	| {
			readonly kind: 'drawn';
			/** Each ascending. */
			readonly sets: readonly (readonly number[])[];
	  }
	| {
			readonly kind: 'too-few-others';
			readonly needed: number;
			readonly available: number;
	  };

/** How often the control is drawn (decisions.md). */
const DRAWS = 20;

/**
 * Random sets of other frequencies, as many as there are key frequencies unless a size is given,
 * uniformly and without repetition within a set. From the `probe` stream of the seed, so that the
 * same run always has the same control.
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

/** What is shown of a control. NaN without values. */
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
