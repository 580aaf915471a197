import { axis, elementCount, f32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';
import { columnCall } from './column-sum.ts';
import { columnLanes, oneLane } from '../lanes.ts';

/**
 * Rows from which 32 lanes share a column on a GPU: reasoned from the length of a lane's sum, not
 * measured.
 */
const SHARED_FROM_ROWS = 64;

/**
 * y[j] = sum over i of x[i, j]^2: energy of a column, such as a neuron's over pairs. x [rows,
 * columns], y [columns].
 */
export const columnSquareSum = defineOp<Record<string, never>>({
	id: 'column-square-sum',
	infer: (input) => [f32(axis(input(0), 1))],
	reference({ input, output, inputShape }) {
		const [x, y] = [input(0), output(0)];
		const [rows, columns] = [axis(inputShape(0), 0), axis(inputShape(0), 1)];
		y.fill(0);
		for (let i = 0; i < rows; i++) {
			for (let j = 0; j < columns; j++) y[j] = (y[j] ?? 0) + (x[i * columns + j] ?? 0) ** 2;
		}
	},
	wasm: ({ input }) => [columnCall('columnSquareSum', input(0))],
	kernel({ input }, _, adapterKind) {
		const [rows, columns] = [axis(input(0), 0), axis(input(0), 1)];
		const isShared = adapterKind === 'gpu' && rows >= SHARED_FROM_ROWS;
		const lanes = isShared ? columnLanes(8) : oneLane();
		return {
			shader: 'column-square-sum',
			libraries: lanes.libraries,
			overrides: lanes.overrides,
			bindings: bindings('x', '*y'),
			params: [
				['rows', 'u32', rows],
				['columns', 'u32', columns]
			],
			workgroups: linearWorkgroups(columns, lanes.outputs)
		};
	},
	withoutGradient: 'It is a measure; no loss depends on it.',
	float32: ({ size }) => size(0, 0) + 1,
	flop: ({ input }) => 2 * elementCount(input(0)),
	anyCase: (draw) => ({
		inputs: [f32(draw.whole(1, 300), draw.whole(1, 50))],
		attributes: {}
	}),
	cases: [
		{ name: 'odd', inputs: [f32(37, 19)], attributes: {} },
		{ name: 'many rows', inputs: [f32(133, 17)], attributes: {} },
		{ name: 'one row', inputs: [f32(1, 1)], attributes: {} }
	]
});
