import { frequencyCount, powerPerFrequency } from '../../core/fourier.ts';
import { axis, f32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';
import { several, FLOAT32_ULP, type ErrorContext } from '../op-case.ts';

/**
 * A choice may differ where a rounding decides it: a power (1 rounding of cosine + sine) beside
 * the threshold (its own sums and a product), or beside another power, unless both are exact.
 */
function errorOf({ input }: ErrorContext<Record<string, never>>) {
	const [rows, rule, given] = [input(0), input(1), input(2)];
	const power = powerPerFrequency(rows);
	const constant = (rule[3] ?? NaN) * (rows[0] ?? NaN);
	const total = power.reduce((sum, value) => sum + value, constant);
	const largest = Math.max(0, ...power);
	const threshold = Math.max((rule[0] ?? NaN) * total, (rule[1] ?? NaN) * largest);
	const slack = (power.length + 4) * FLOAT32_ULP * threshold;
	const isExact = (value: number) => Math.fround(value) === value;
	const isBeside = (value: number, other: number) =>
		Math.abs(value - other) <= FLOAT32_ULP * (value + other) && !(isExact(value) && isExact(other));
	return [
		power.map((value, i) => {
			if ((given[i] ?? NaN) >= 0) return 0;
			const isNear = total > 0 && Math.abs(value - threshold) <= slack;
			return isNear || power.some((other, j) => j !== i && isBeside(value, other)) ? 1 : 0;
		})
	];
}

/**
 * Which frequencies are key: 1 where the power of frequency k is at least max(rule[0] x total,
 * rule[1] x largest), among at most rule[2] frequencies, the largest first, ties by lower k; 0
 * elsewhere, and where there is no power. The total is that of all frequencies, with rule[3] times
 * the constant row. Inputs: power f32 [n] per basis row, not negative; rule f32 [4]; given f32
 * [floor(n / 2)]: -1 lets the rule decide, any other entry is taken as it is and does not count
 * among the most. Output f32 [floor(n / 2)], entry k - 1 for frequency k. The rule of decisions.md:
 * 2.5 / floor(n / 2), 0, 10, 0.
 */
export const frequencyMask = defineOp<Record<string, never>>({
	id: 'frequency-mask',
	infer: (input) => [f32(frequencyCount(axis(input(0), 0)))],
	reference({ input, output }) {
		const [rule, given, mask] = [input(1), input(2), output(0)];
		const [ofTotal = 0, ofLargest = 0, most = 0, ofConstant = 0] = rule;
		const power = powerPerFrequency(input(0));
		const constant = ofConstant * (input(0)[0] ?? 0);
		const total = power.reduce((sum, value) => sum + value, constant);
		const largest = power.reduce((peak, value) => Math.max(peak, value), 0);
		const threshold = Math.max(ofTotal * total, ofLargest * largest);
		power.forEach((value, i) => {
			const rank = power.filter((other, j) => other > value || (other === value && j < i)).length;
			const isKey = value > 0 && value >= threshold && rank < most;
			const choice = given[i] ?? -1;
			mask[i] = choice >= 0 ? choice : isKey ? 1 : 0;
		});
	},
	kernel({ input, output }) {
		const frequencies = axis(output(0), 0);
		return {
			shader: 'frequency-mask',
			libraries: [],
			overrides: {},
			bindings: bindings('power', 'rule', 'given', '*mask'),
			params: [
				['order', 'u32', axis(input(0), 0)],
				['frequencies', 'u32', frequencies]
			],
			workgroups: linearWorkgroups(frequencies)
		};
	},
	withoutGradient: 'A choice of frequencies has no slope.',
	float32: errorOf,
	// Total, largest, rank for each of the frequencies.
	flop: ({ output }) => 4 * axis(output(0), 0) ** 2,
	anyCase(draw) {
		const order = draw.whole(2, 120);
		const frequencies = frequencyCount(order);
		const ofTotal = draw.oneOf(0.5, 1, 1.3) / frequencies;
		const rule = [ofTotal, draw.oneOf(0, 0.25, 0.8), draw.whole(0, 12), draw.oneOf(0, 1)];
		const given = several(frequencies, () => draw.oneOf(-1, -1, -1, -1, 0, 1));
		return {
			inputs: [f32(order), f32(4), f32(frequencies)],
			positive: [0],
			fixed: { 1: rule, 2: given },
			attributes: {}
		};
	},
	cases: [
		{
			name: 'share of the total, odd order',
			inputs: [f32(23), f32(4), f32(11)],
			positive: [0],
			fixed: { 1: [1.1 / 11, 0, 10, 0], 2: new Array<number>(11).fill(-1) },
			attributes: {}
		},
		{
			name: 'share of the largest, even order, three at most, some given',
			inputs: [f32(20), f32(4), f32(10)],
			positive: [0],
			fixed: { 1: [0, 0.2, 3, 0], 2: [-1, -1, 1, 0, -1, -1, -1, -1, -1, -1] },
			attributes: {}
		},
		{
			name: 'a tie goes to the lower frequency',
			inputs: [f32(7), f32(4), f32(3)],
			fixed: { 0: [9, 1, 1, 1, 1, 0, 2], 1: [0.1, 0.5, 2, 0], 2: [-1, -1, -1] },
			attributes: {}
		},
		{
			name: 'the constant counts in the total',
			inputs: [f32(9), f32(4), f32(4)],
			fixed: {
				0: [80, 5, 5, 4, 4, 1, 1, 0, 0],
				1: [0.1, 0, 4, 1],
				2: [-1, -1, -1, -1]
			},
			attributes: {}
		},
		{
			name: 'what has no power is not key by a rule that asks for none',
			inputs: [f32(8), f32(4), f32(4)],
			fixed: { 0: [3, 2, 0, 0, 0, 0, 5, 0], 1: [0, 0, 4, 0], 2: [-1, -1, -1, -1] },
			attributes: {}
		},
		{
			name: 'no power, no key',
			inputs: [f32(5), f32(4), f32(2)],
			fixed: { 0: [3, 0, 0, 0, 0], 1: [0.5, 0, 10, 0], 2: [-1, -1] },
			attributes: {}
		}
	]
});
