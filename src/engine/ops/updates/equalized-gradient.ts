import { axis, elementCount, f32, u32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';
import { EGD_SCALARS } from './decayed-gradient.ts';

type EqualizedAttributes = {
	/** Where the part begins among the equalized numbers. */
	readonly offset: number;
};

/**
 * y = share x[offset + i] + (1 - share) g[i], for one part of a matrix x that several parameters
 * make up, in any shape. Inputs: x, g [count], schedule [updates, 2] with the share second, clock
 * u32 [1].
 */
export const equalizedGradient = defineOp<EqualizedAttributes>({
	id: 'equalized-gradient',
	infer: (input) => [f32(axis(input(1), 0))],
	reference({ input, output, attributes: { offset } }) {
		const share = input(2)[(input(3)[0] ?? 0) * EGD_SCALARS + 1] ?? 0;
		const [x, gradients, y] = [input(0), input(1), output(0)];
		for (let i = 0; i < y.length; i++) {
			y[i] = share * (x[offset + i] ?? 0) + (1 - share) * (gradients[i] ?? 0);
		}
	},
	kernel: ({ input }, { offset }) => ({
		shader: 'equalized-gradient',
		libraries: [],
		overrides: {},
		bindings: bindings('x', 'gradients', 'schedule', 'clock:u32', '*y'),
		params: [
			['count', 'u32', axis(input(1), 0)],
			['offset', 'u32', offset]
		],
		workgroups: linearWorkgroups(axis(input(1), 0))
	}),
	withoutGradient: 'It makes updates of weights, which no loss depends on.',
	float32: () => 4,
	flop: ({ input }) => 3 * elementCount(input(1)),
	// The part of x, the gradients, and what is written.
	bytes: ({ input }) => 12 * elementCount(input(1)),
	anyCase(draw) {
		const [offset, elements, rest] = [draw.whole(0, 50), draw.whole(1, 150), draw.whole(0, 50)];
		return {
			inputs: [f32(offset + elements + rest), f32(elements), f32(2, EGD_SCALARS), u32(1)],
			fixed: { 2: [0, 0, 0.3, draw.oneOf(1, 0, 0.25)], 3: [1] },
			attributes: { offset }
		};
	},
	cases: [
		{
			name: 'the second part',
			inputs: [f32(10, 7), f32(42), f32(1, EGD_SCALARS), u32(1)],
			fixed: { 2: [0, 1], 3: [0] },
			attributes: { offset: 28 }
		}
	]
});
