import { axis, f32, u32 } from '../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from './define.ts';

/**
 * Squared error of outputs [rows, classes] against one-hot targets u32 [rows], averaged over the outputs, with
 * its gradient. Outputs: loss [rows]; isCorrect [rows] (first largest output is the target's); d mean(loss) / d outputs.
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
	cases: [
		{ name: 'odd', inputs: [f32(67, 13), u32(67)], bounds: { 1: 13 }, attributes: {} },
		{ name: 'two classes', inputs: [f32(3, 2), u32(3)], bounds: { 1: 2 }, attributes: {} }
	]
});
