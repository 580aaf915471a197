import { axis, f32 } from '../core/tensor.ts';
import { bindings, defineOp } from './define.ts';

const COLUMNS_PER_WORKGROUP = 16;

/** y[j] = sum over i of x[i, j]: the gradient of a bias. */
export const columnSum = defineOp({
	id: 'column-sum',
	infer: (input) => [f32(axis(input(0), 1))],
	reference({ input, output, inputShape }) {
		const [x, y] = [input(0), output(0)];
		const [rows, columns] = [axis(inputShape(0), 0), axis(inputShape(0), 1)];
		y.fill(0);
		for (let i = 0; i < rows; i++) {
			for (let j = 0; j < columns; j++) y[j] = (y[j] ?? 0) + (x[i * columns + j] ?? 0);
		}
	},
	kernel({ input }) {
		const columns = axis(input(0), 1);
		return {
			shader: 'column-sum',
			libraries: [],
			overrides: {},
			bindings: bindings('x', '*y'),
			params: [
				['rows', 'u32', axis(input(0), 0)],
				['columns', 'u32', columns]
			],
			workgroups: [Math.ceil(columns / COLUMNS_PER_WORKGROUP), 1]
		};
	},
	cases: [
		{ name: 'odd', inputs: [f32(37, 19)], attributes: {} },
		{ name: 'one row', inputs: [f32(1, 1)], attributes: {} }
	]
});
