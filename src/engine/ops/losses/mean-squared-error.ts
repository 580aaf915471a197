import { axis, elementCount, f32, u32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';
import { FLOAT32_ULP, type ErrorContext } from '../op-case.ts';

/**
 * Differences (1 rounding), squares (1), their sum (classes), a division (3); gradient: difference,
 * scale, product.
 */
function errorOf({ input, size }: ErrorContext<Record<string, never>>) {
	const [values, targets] = [input(0), input(1)];
	const [rows, classes] = [size(0, 0), size(0, 1)];
	const loss = new Float64Array(rows);
	const gradient = new Float64Array(rows * classes);
	for (let i = 0; i < rows * classes; i++) {
		const [row, j] = [Math.floor(i / classes), i % classes];
		const difference = Math.abs((values[i] ?? 0) - (j === targets[row] ? 1 : 0));
		loss[row] =
			(loss[row] ?? 0) + ((classes + 6) * FLOAT32_ULP * difference * difference) / classes;
		gradient[i] = (3 * FLOAT32_ULP * 2 * difference) / (rows * classes);
	}
	return [loss, new Float64Array(rows), gradient];
}

/**
 * Squared error of outputs [rows, classes] against one-hot targets u32 [rows], averaged over the
 * outputs, with its gradient. Outputs: loss [rows]; isCorrect [rows] (first largest output is the
 * target's); d mean(loss) / d outputs.
 */
export const meanSquaredError = defineOp<Record<string, never>>({
	id: 'mean-squared-error',
	gradientOutput: 2,
	infer(input) {
		const rows = axis(input(0), 0);
		return [f32(rows), f32(rows), f32(rows, axis(input(0), 1))];
	},
	reference({ input, output, inputShape }) {
		const [values, targets] = [input(0), input(1)];
		const [loss, isCorrect, gradient] = [output(0), output(1), output(2)];
		const [rows, classes] = [axis(inputShape(0), 0), axis(inputShape(0), 1)];
		for (let row = 0; row < rows; row++) {
			const start = row * classes;
			const target = targets[row] ?? 0;
			let best = 0;
			let sum = 0;
			for (let j = 0; j < classes; j++) {
				if ((values[start + j] ?? 0) > (values[start + best] ?? 0)) best = j;
				const difference = (values[start + j] ?? 0) - (j === target ? 1 : 0);
				sum += difference * difference;
				gradient[start + j] = (2 * difference) / (rows * classes);
			}
			loss[row] = sum / classes;
			isCorrect[row] = best === target ? 1 : 0;
		}
	},
	vjp: ({ output }) => [output(2), undefined],
	wasm: ({ input }) => [
		{
			kernel: 'meanSquaredError',
			tensors: [0, 1, 2, 3, 4],
			numbers: [axis(input(0), 0), axis(input(0), 1)],
			parts: { count: axis(input(0), 0), ns: 20 + 2 * axis(input(0), 1) }
		}
	],
	kernel({ input }) {
		const [rows, classes] = [axis(input(0), 0), axis(input(0), 1)];
		return {
			shader: 'mean-squared-error',
			libraries: [],
			overrides: {},
			bindings: bindings('values', 'targets:u32', '*loss', '*is_correct', '*d_values'),
			params: [
				['rows', 'u32', rows],
				['classes', 'u32', classes],
				['gradient_scale', 'f32', 2 / (rows * classes)]
			],
			workgroups: linearWorkgroups(rows)
		};
	},
	float32: errorOf,
	flop: ({ input }) => 5 * elementCount(input(0)),
	anyCase(draw) {
		const [rows, classes] = [draw.whole(1, 150), draw.whole(2, 40)];
		return { inputs: [f32(rows, classes), u32(rows)], bounds: { 1: classes }, attributes: {} };
	},
	cases: [
		{ name: 'odd', inputs: [f32(67, 13), u32(67)], bounds: { 1: 13 }, attributes: {} },
		{ name: 'two classes', inputs: [f32(3, 2), u32(3)], bounds: { 1: 2 }, attributes: {} }
	]
});
