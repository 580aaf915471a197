import { frequencyCount, powerPerFrequency } from '../../core/fourier.ts';
import { axis, elementCount, f32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';
import { several, FLOAT32_ULP, type ErrorContext } from '../op-case.ts';

/**
 * A variance below this share of the mean square is rounding of the float32 sums, and counts as
 * none.
 */
const NO_VARIANCE = 2 ** -16;

/** Squares and their sums: 9 roundings; two divisions, 2.5 ULP each. */
const FRACTION_ULPS = 14;

/**
 * The variance errs by a rounding of each part and of the difference, a product and a division (2.5
 * ULP) of the constant part: much, relatively, where it nearly cancels. The frequency may differ
 * where two masses are that close.
 */
function errorOf({ inputs, input, size, reference }: ErrorContext<Record<string, never>>) {
	const at = (part: number, i: number) => input(part)[i] ?? NaN;
	const [order, neurons] = [size(0, 0), size(0, 1)];
	const [fractions] = reference(inputs);
	const fraction = new Float64Array(neurons);
	const frequency = new Float64Array(neurons);
	for (let j = 0; j < neurons; j++) {
		const rowPower = several(order, (row) => {
			const isAlternating = row === order - 1 && order % 2 === 0;
			const parts = isAlternating ? [0, 1, 2] : [0, 1, 2, 3];
			return parts.reduce((sum, part) => sum + at(part, row * neurons + j) ** 2, 0);
		});
		const power = powerPerFrequency(Float64Array.from(rowPower));
		const [first = 0, second = -Infinity] = power.toSorted((a, b) => b - a);
		const whole = at(4, j);
		const constant = at(0, j) ** 2 / order;
		const variance = whole - constant;
		const error = FLOAT32_ULP * (2 * whole + 5 * constant);
		if (Math.abs(variance - NO_VARIANCE * whole) < error) {
			fraction[j] = frequency[j] = Infinity;
			continue;
		}
		const own = fractions?.[j] ?? NaN;
		fraction[j] = own === 0 ? 0 : own * (FRACTION_ULPS * FLOAT32_ULP + error / (variance - error));
		frequency[j] = own > 0 && first - second <= FRACTION_ULPS * FLOAT32_ULP * first ? order : 0;
	}
	return [fraction, frequency];
}

/**
 * The frequency that explains most of a neuron's variance over all pairs (a, b), and the fraction
 * it explains (Nanda et al. 2023, section 4.2): the squared mass of the centred activation h in the
 * non-constant terms of {1, cos, sin}^2. Inputs f32 [n, neurons]: A, B', S, D, the sums of h over
 * all pairs with a given a, b, a + b and a - b, each times the orthonormal basis; squares f32
 * [neurons]: sum of h^2. In the orthonormal 2D basis a function of a alone has the coefficients A /
 * sqrt(n), so A and B' hold 4 of the 8 terms; the 4 products cos cos ... sin sin span the same
 * plane as cos and sin of the sum and of the difference, hence mass_k = sum of A^2 + B'^2 + S^2 +
 * D^2 over the rows of k / n. For even n, k = n / 2 the sum and the difference coincide and count
 * once. Variance = squares - A[0]^2 / n. Outputs f32 [neurons]: fraction, and k (ties: the lower);
 * both 0 where the variance is below 2^-16 of the squares.
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
		const power = (i: number, at: number) => (input(i)[at] ?? 0) * (input(i)[at] ?? 0);
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
	wasm({ input }) {
		const [order, neurons] = [axis(input(0), 0), axis(input(0), 1)];
		return [
			{
				kernel: 'neuronFrequencies',
				tensors: [0, 1, 2, 3, 4, 5, 6],
				numbers: [order, neurons, NO_VARIANCE],
				parts: { count: Math.ceil(neurons / 2), ns: 6 * order }
			}
		];
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
	withoutGradient: 'It is a measure; no loss depends on it.',
	float32: errorOf,
	// Four squares and their sums.
	flop: ({ input }) => 8 * elementCount(input(0)),
	anyCase(draw) {
		const [order, neurons] = [draw.whole(2, 40), draw.whole(1, 80)];
		return {
			inputs: [...several(4, () => f32(order, neurons)), f32(neurons)],
			positive: [4],
			attributes: {}
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
