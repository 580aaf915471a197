import { axis, f32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';
import { several } from '../op-case.ts';

type CountAttributes = {
	/** Rows of the Fourier basis. */
	readonly order: number;
};

/**
 * How often each frequency of Z_order is named, as power per row of the Fourier basis: y[2k - 1] =
 * entries equal to k, all other rows 0, so that `frequency-mask` reads counts as it reads power.
 * Input f32 [count], whole numbers from 0 (none) to floor(order / 2), such as those of
 * `neuron-frequencies`. Output f32 [order]. Exact up to 2^24 entries.
 */
export const frequencyCounts = defineOp<CountAttributes>({
	id: 'frequency-counts',
	infer: (_, { order }) => [f32(order)],
	reference({ input, output }) {
		const counts = output(0);
		counts.fill(0);
		for (const k of input(0)) {
			const row = 2 * k - 1;
			if (row > 0) counts[row] = (counts[row] ?? 0) + 1;
		}
	},
	kernel({ input }, { order }) {
		return {
			shader: 'frequency-counts',
			libraries: [],
			overrides: {},
			bindings: bindings('frequencies', '*counts'),
			params: [
				['order', 'u32', order],
				['count', 'u32', axis(input(0), 0)]
			],
			workgroups: linearWorkgroups(order)
		};
	},
	withoutGradient: 'A count has no slope.',
	float32: () => 0,
	// A comparison of each entry with each frequency, and their sum.
	flop: ({ input, output }) => axis(input(0), 0) * axis(output(0), 0),
	anyCase(draw) {
		const order = draw.whole(2, 140);
		const named = several(draw.whole(1, 200), () => draw.whole(0, Math.floor(order / 2)));
		return { inputs: [f32(named.length)], fixed: { 0: named }, attributes: { order } };
	},
	cases: [
		{
			name: 'odd order, the last frequency and none',
			inputs: [f32(9)],
			fixed: { 0: [3, 0, 1, 3, 2, 0, 3, 1, 3] },
			attributes: { order: 7 }
		},
		{
			name: 'even order, the alternating sign',
			inputs: [f32(5)],
			fixed: { 0: [4, 2, 4, 0, 1] },
			attributes: { order: 8 }
		},
		{ name: 'none', inputs: [f32(3)], fixed: { 0: [0, 0, 0] }, attributes: { order: 130 } }
	]
});
