import { elementCount, f32 } from '../../core/tensor.ts';
import { defineOp } from '../define.ts';
import { several } from '../op-case.ts';

type TensorAttributes = {
	/** Number of tensors, 1 to `MOST_TENSORS`. */
	readonly count: number;
	/** Of each element before it is squared (default 1). */
	readonly scale?: number;
};

/**
 * Tensors that one dispatch holds beside its output: eight storage buffers are what every adapter
 * has.
 */
export const MOST_TENSORS = 7;

/**
 * y[i] = sum of the squares of scale times every element of input i, f32 of any shape: squared
 * weights, tensor by tensor.
 */
export const tensorSquareSum = defineOp<TensorAttributes>({
	id: 'tensor-square-sum',
	infer: (_, { count }) => [f32(count)],
	reference({ input, output, attributes: { count, scale = 1 } }) {
		for (let i = 0; i < count; i++) {
			let sum = 0;
			for (const value of input(i)) sum += scale * value * (scale * value);
			output(0)[i] = sum;
		}
	},
	wasm: ({ input }, { count, scale = 1 }) =>
		several(count, (i) => ({
			kernel: 'tensorSquareSum',
			tensors: [i, count],
			numbers: [elementCount(input(i)), i, scale]
		})),
	kernel({ input }, { count, scale = 1 }) {
		const names = Array.from({ length: MOST_TENSORS }, (_, i) => `x${String(i)}`);
		return {
			shader: 'tensor-square-sum',
			libraries: ['workgroup-sum'],
			overrides: {},
			bindings: [
				// Where there are fewer tensors the last bindings hold the first one again; no
				// workgroup looks at them.
				...names.map(
					(name, i) => ({ name, access: 'read', tensor: i < count ? i : 0, dtype: 'f32' }) as const
				),
				{ name: 'y', access: 'read_write', tensor: count, dtype: 'f32' }
			],
			params: [
				...names.map(
					(_, i) => [`size${String(i)}`, 'u32', i < count ? elementCount(input(i)) : 0] as const
				),
				['scale', 'f32', scale]
			],
			workgroups: [count, 1]
		};
	},
	withoutGradient: 'It is a measure; no loss depends on it.',
	float32: ({ inputs }) => 1 + Math.max(...inputs.map(({ length }) => length)),
	flop: ({ input }, { count }) =>
		several(count, (i) => 3 * elementCount(input(i))).reduce((sum, flop) => sum + flop, 0),
	anyCase(draw) {
		const inputs = several(draw.whole(1, MOST_TENSORS), () =>
			f32(...several(draw.whole(1, 3), () => draw.whole(1, 13)))
		);
		return { inputs, attributes: { count: inputs.length, scale: draw.oneOf(1, 0.5, 65536) } };
	},
	cases: [
		{
			name: 'as many as there may be',
			inputs: [f32(7, 19), f32(1), f32(64), f32(65), f32(2, 3, 4), f32(5), f32(200)],
			attributes: { count: 7 }
		},
		{ name: 'one', inputs: [f32(37, 11)], attributes: { count: 1 } },
		{ name: 'scaled', inputs: [f32(9), f32(70)], attributes: { count: 2, scale: 65536 } }
	]
});
