import { axis, elementCount, f32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';

/**
 * y[i, j] = weights[0] x[i, j] + weights[1] m[j]: a switch that needs no new plan. Weights (1, 0):
 * x as it is; (0, 0): zero-ablated; (0, 1 / count): mean-ablated, with m the sum of x over count
 * rows. x f32 [rows, columns], m f32 [columns], weights f32 [2]. Finite x and m, or a weight of 0
 * gives NaN.
 */
export const blend = defineOp<Record<string, never>>({
	id: 'blend',
	infer: (input) => [f32(axis(input(0), 0), axis(input(0), 1))],
	reference({ input, output, inputShape }) {
		const [x, m, y] = [input(0), input(1), output(0)];
		const [alpha = 0, beta = 0] = input(2);
		const columns = axis(inputShape(0), 1);
		for (let i = 0; i < y.length; i++) y[i] = alpha * (x[i] ?? 0) + beta * (m[i % columns] ?? 0);
	},
	kernel({ output }) {
		const count = elementCount(output(0));
		return {
			shader: 'blend',
			libraries: [],
			overrides: {},
			bindings: bindings('x', 'm', 'weights', '*y'),
			params: [
				['count', 'u32', count],
				['columns', 'u32', axis(output(0), 1)]
			],
			workgroups: linearWorkgroups(count)
		};
	},
	withoutGradient: 'It switches parts off in views, which nothing is trained through.',
	float32: () => 2,
	flop: ({ output }) => 3 * elementCount(output(0)),
	anyCase(draw) {
		const [rows, columns] = [draw.whole(1, 60), draw.whole(1, 60)];
		return { inputs: [f32(rows, columns), f32(columns), f32(2)], attributes: {} };
	},
	cases: [
		{ name: 'odd', inputs: [f32(13, 17), f32(17), f32(2)], attributes: {} },
		{
			name: 'as it is',
			inputs: [f32(3, 5), f32(5), f32(2)],
			fixed: { 2: [1, 0] },
			attributes: {}
		},
		{
			name: 'mean-ablated',
			inputs: [f32(65, 1), f32(1), f32(2)],
			fixed: { 2: [0, 1 / 65] },
			attributes: {}
		}
	]
});
