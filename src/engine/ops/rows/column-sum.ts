import { axis, elementCount, f32, type Shape } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups, type WasmCall } from '../define.ts';
import { columnLanes, oneLane } from '../lanes.ts';

/** Columns in a part of a sum in WebAssembly (sums.as.ts). */
const PART = 16;

/** The call of a kernel that sums the columns of X [rows, columns] into another tensor. */
export function columnCall(kernel: string, x: Shape): WasmCall {
	const [rows, columns] = [axis(x, 0), axis(x, 1)];
	const parts = { count: Math.ceil(columns / PART), ns: 0.15 * PART * rows };
	return { kernel, tensors: [0, 1], numbers: [rows, columns], parts };
}

/**
 * Rows from which 16 lanes share a column on a GPU: reasoned from the length of a lane's sum, not
 * measured.
 */
const SHARED_FROM_ROWS = 64;

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
	wasm: ({ input }) => [columnCall('columnSum', input(0))],
	kernel({ input }, _, adapterKind) {
		const [rows, columns] = [axis(input(0), 0), axis(input(0), 1)];
		const isShared = adapterKind === 'gpu' && rows >= SHARED_FROM_ROWS;
		const lanes = isShared ? columnLanes(16) : oneLane();
		return {
			shader: 'column-sum',
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
	withoutGradient: 'It sums the parts of gradients, and losses are differentiated once.',
	float32: ({ size }) => size(0, 0),
	flop: ({ input }) => elementCount(input(0)),
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
