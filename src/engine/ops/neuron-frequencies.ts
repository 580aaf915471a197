import { frequencyCount } from '../core/fourier.ts';
import { axis, f32 } from '../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from './define.ts';

/** A variance below this share of the mean square is rounding of the float32 sums, and counts as none. */
const NO_VARIANCE = 2 ** -16;

/**
 * The frequency that explains most of a neuron's variance over all pairs (a, b), and the fraction it explains (Nanda et
 * al. 2023, section 4.2): the squared mass of the centred activation h in the non-constant terms of {1, cos, sin}^2.
 * Inputs f32 [n, neurons]: A, B', S, D, the sums of h over all pairs with a given a, b, a + b and a - b, each times the
 * orthonormal basis; squares f32 [neurons]: sum of h^2. In the orthonormal 2D basis a function of a alone has the
 * coefficients A / sqrt(n), so A and B' hold 4 of the 8 terms; the 4 products cos cos ... sin sin span the same plane
 * as cos and sin of the sum and of the difference, hence mass_k = sum of A^2 + B'^2 + S^2 + D^2 over the rows of k / n.
 * For even n, k = n / 2 the sum and the difference coincide and count once. Variance = squares - A[0]^2 / n.
 * Outputs f32 [neurons]: fraction, and k (ties: the lower); both 0 where the variance is below 2^-16 of the squares.
 */
export const neuronFrequencies = defineOp<Record<string, never>>({
	id: 'neuron-frequencies',
	infer(input) {
		const neurons = axis(input(0), 1);
		return [f32(neurons), f32(neurons)];
	},
	reference({ input, output, inputShape }) {
		const [order, neurons] = [axis(inputShape(0), 0), axis(inputShape(0), 1)];
		const [fraction, frequency] = [output(0), output(1)];
		const power = (i: number, at: number) => (input(i)[at] ?? 0) ** 2;
		const rowMass = (row: number, j: number, directions: readonly number[]) =>
			directions.reduce((sum, i) => sum + power(i, row * neurons + j), 0);
		const massOf = (k: number, j: number) =>
			2 * k === order
				? rowMass(2 * k - 1, j, [0, 1, 2])
				: rowMass(2 * k - 1, j, [0, 1, 2, 3]) + rowMass(2 * k, j, [0, 1, 2, 3]);
		for (let j = 0; j < neurons; j++) {
			let most = 0;
			let best = 0;
			for (let k = 1; k <= frequencyCount(order); k++) {
				const mass = massOf(k, j);
				if (mass > most) [most, best] = [mass, k];
			}
			const squares = input(4)[j] ?? 0;
			const variance = squares - power(0, j) / order;
			const isVaried = variance > NO_VARIANCE * squares;
			fraction[j] = isVaried ? most / order / variance : 0;
			frequency[j] = isVaried ? best : 0;
		}
	},
	kernel({ input }) {
		const [order, neurons] = [axis(input(0), 0), axis(input(0), 1)];
		return {
			shader: 'neuron-frequencies',
			libraries: [],
			overrides: {},
			bindings: bindings('by_a', 'by_b', 'by_sum', 'by_difference', 'squares', '*fraction', '*k'),
			params: [
				['order', 'u32', order],
				['neurons', 'u32', neurons],
				['no_variance', 'f32', NO_VARIANCE]
			],
			workgroups: linearWorkgroups(neurons)
		};
	},
	cases: [
		{
			name: 'odd order',
			inputs: [f32(11, 70), f32(11, 70), f32(11, 70), f32(11, 70), f32(70)],
			positive: [4],
			attributes: {}
		},
		{
			name: 'even order',
			inputs: [f32(6, 5), f32(6, 5), f32(6, 5), f32(6, 5), f32(5)],
			positive: [4],
			attributes: {}
		},
		{
			name: 'dead, constant, and one that varies',
			inputs: [f32(3, 3), f32(3, 3), f32(3, 3), f32(3, 3), f32(3)],
			fixed: {
				0: [0, 3, 3, 0, 0, 1, 0, 0, 0],
				1: [0, 3, 3, 0, 0, 0, 0, 0, 0],
				2: [0, 3, 3, 0, 0, 0, 0, 0, 1],
				3: [0, 3, 3, 0, 0, 0, 0, 0, 0],
				4: [0, 3, 4]
			},
			attributes: {}
		}
	]
});
