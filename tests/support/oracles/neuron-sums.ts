import type { CyclicStructure } from '../../../src/engine/mechanism/cyclic-structure.ts';
import type { NeuronSums } from '../../../src/engine/mechanism/neuron-fits.ts';

/**
 * The four sums and the squares of every neuron, by one loop over the pairs. @param activations
 * [order^2, neurons]
 */
export function neuronSums(
	{ order, coefficients: [ca, cb] }: CyclicStructure,
	activations: ArrayLike<number>
): NeuronSums {
	const neurons = activations.length / order ** 2;
	const empty = () => new Float64Array(order * neurons);
	const sums = { a: empty(), b: empty(), sum: empty(), difference: empty() };
	const squares = new Float64Array(neurons);
	const modulo = (value: number) => value - order * Math.floor(value / order);
	for (let pair = 0; pair < order ** 2; pair++) {
		const [a, b] = [Math.floor(pair / order), pair % order];
		const places = [
			[sums.a, a],
			[sums.b, b],
			[sums.sum, modulo(ca * a + cb * b)],
			[sums.difference, modulo(ca * a - cb * b)]
		] as const;
		for (let j = 0; j < neurons; j++) {
			const value = activations[pair * neurons + j] ?? NaN;
			for (const [array, row] of places) {
				array[row * neurons + j] = (array[row * neurons + j] ?? NaN) + value;
			}
			squares[j] = (squares[j] ?? NaN) + value ** 2;
		}
	}
	return { ...sums, squares };
}
