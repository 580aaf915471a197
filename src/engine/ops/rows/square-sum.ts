import { axis, elementCount, f32 } from '../../core/tensor.ts';
import { bindings, defineOp } from '../define.ts';

/** y[i] = sum over j of x[i, j]^2: squared norms of rows. */
export const squareSum = defineOp({
	id: 'square-sum',
	infer: (input) => [f32(axis(input(0), 0))],
	reference({ input, output, inputShape }) {
		const [x, y] = [input(0), output(0)];
		const [rows, columns] = [axis(inputShape(0), 0), axis(inputShape(0), 1)];
		for (let i = 0; i < rows; i++) {
			let sum = 0;
			for (let j = 0; j < columns; j++) {
				const value = x[i * columns + j] ?? 0;
				sum += value * value;
			}
			y[i] = sum;
		}
	},
	kernel: ({ input }) => ({
		shader: 'square-sum',
		libraries: ['workgroup-sum'],
		overrides: {},
		bindings: bindings('x', '*y'),
		params: [['columns', 'u32', axis(input(0), 1)]],
		workgroups: [axis(input(0), 0), 1]
	}),
	withoutGradient: 'It is a measure; no loss depends on it.',
	float32: ({ size }) => size(0, 1) + 1,
	flop: ({ input }) => 2 * elementCount(input(0)),
	anyCase: (draw) => ({
		inputs: [f32(draw.whole(1, 40), draw.whole(1, 300))],
		attributes: {}
	}),
	cases: [
		{ name: 'odd', inputs: [f32(7, 133)], attributes: {} },
		{ name: 'single', inputs: [f32(1, 1)], attributes: {} }
	]
});
