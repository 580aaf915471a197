import type { CyclicStructure } from '../../../src/engine/mechanism/cyclic-structure.ts';
import { explainedBy, frequenciesOf, overPairs } from './mechanism-oracle.ts';

/**
 * Fraction of a neuron's variance in {1, cos, sin}^2 of each frequency, by least squares on the
 * eight products. NaN when it is constant.
 */
export function neuronShares(
	structure: CyclicStructure,
	activation: Float64Array
): readonly number[] {
	const one = () => 1;
	return frequenciesOf(structure).map((k) => {
		const waves = [one, (x: number) => Math.cos(k * x), (x: number) => Math.sin(k * x)];
		const [, ...products] = waves.flatMap((f) =>
			waves.map((g) => overPairs(structure, (a, b) => f(a) * g(b)))
		);
		return explainedBy(activation, products);
	});
}
