import { axis, elementCount, f32, u32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';
import { FLOAT32_ULP, type ErrorContext } from '../op-case.ts';

/** The square of a difference up to 1, 2 |difference| - 1 beyond. */
const capped = (difference: number): number =>
	Math.abs(difference) <= 1 ? difference * difference : 2 * Math.abs(difference) - 1;

/** As the squared error: its terms are no larger. */
function errorOf({ input, size }: ErrorContext<Record<string, never>>) {
	const [rows, classes] = [size(0, 0), size(0, 1)];
	const loss = new Float64Array(rows);
	const gradient = new Float64Array(rows * classes);
	for (let i = 0; i < rows * classes; i++) {
		const [row, j] = [Math.floor(i / classes), i % classes];
		const difference = Math.abs((input(0)[i] ?? 0) - (j === input(1)[row] ? 1 : 0));
		const term = difference * difference + 2 * difference;
		loss[row] = (loss[row] ?? 0) + ((classes + 6) * FLOAT32_ULP * term) / classes;
		gradient[i] = (6 * FLOAT32_ULP * Math.min(1, difference)) / (rows * classes);
	}
	return [loss, new Float64Array(rows), gradient];
}

/**
 * Huber's error of outputs [rows, classes] against one-hot targets u32 [rows], averaged over the
 * outputs, with its gradient. Outputs: loss [rows], isCorrect [rows], d mean(loss) / d outputs.
 */
export const cappedError = defineOp<Record<string, never>>({
	id: 'capped-error',
	gradientOutput: 2,
	infer(input) {
		const rows = axis(input(0), 0);
		return [f32(rows), f32(rows), f32(rows, axis(input(0), 1))];
	},
	reference({ input, output, inputShape }) {
		const [values, targets] = [input(0), input(1)];
		const [rows, classes] = [axis(inputShape(0), 0), axis(inputShape(0), 1)];
		for (let row = 0; row < rows; row++) {
			const start = row * classes;
			let best = 0;
			let sum = 0;
			for (let j = 0; j < classes; j++) {
				if ((values[start + j] ?? 0) > (values[start + best] ?? 0)) best = j;
				const difference = (values[start + j] ?? 0) - (j === targets[row] ? 1 : 0);
				sum += capped(difference);
				output(2)[start + j] = (2 * Math.max(-1, Math.min(1, difference))) / (rows * classes);
			}
			output(0)[row] = sum / classes;
			output(1)[row] = best === targets[row] ? 1 : 0;
		}
	},
	vjp: ({ output }) => [output(2), undefined],
	kernel({ input }) {
		const [rows, classes] = [axis(input(0), 0), axis(input(0), 1)];
		return {
			shader: 'capped-error',
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
	flop: ({ input }) => 6 * elementCount(input(0)),
	anyCase(draw) {
		const [rows, classes] = [draw.whole(1, 150), draw.whole(2, 40)];
		return { inputs: [f32(rows, classes), u32(rows)], bounds: { 1: classes }, attributes: {} };
	},
	cases: [{ name: 'odd', inputs: [f32(67, 13), u32(67)], bounds: { 1: 13 }, attributes: {} }]
});
