import { axis, elementCount, f32 } from '../../core/tensor.ts';
import { columnSum } from './column-sum.ts';
import { bindings, defineOp, linearWorkgroups, type KernelCall } from '../define.ts';
import { FLOAT32_ULP, type ErrorContext } from '../op-case.ts';
import { normalizeRowsGradient } from './normalize-rows-gradient.ts';
import { lanesOfRow } from '../lanes.ts';

type NormalizeAttributes = {
	/** The mean of a row is subtracted (LayerNorm), or not (RMSNorm). */
	readonly centered: boolean;
	/** Added to the mean square before the root. */
	readonly eps: number;
};

/**
 * Errors of y, and of mean and scale: the mean errs by a sum over the columns, which moves every
 * centered value c; the mean square of c errs by that and a sum of its own, and the scale by half
 * of it, relatively.
 */
function errorsOf({ input, inputShape, attributes, reference }: ErrorContext<NormalizeAttributes>) {
	const [x, gain] = [input(0), input(1)];
	const [rows, columns] = [axis(inputShape(0), 0), axis(inputShape(0), 1)];
	const [y = new Float64Array(0), statistics = y] = reference([x, gain, input(2)]);
	const errors = [new Float64Array(rows * columns), new Float64Array(2 * rows)] as const;
	for (let row = 0; row < rows; row++) {
		const values = [...x.subarray(row * columns, (row + 1) * columns)];
		const [mean, scale] = [statistics[2 * row] ?? 0, statistics[2 * row + 1] ?? 0];
		const average = (of: (value: number) => number) =>
			values.reduce((sum, value) => sum + of(value), 0) / columns;
		const ofMean = attributes.centered ? (columns + 3) * FLOAT32_ULP * average(Math.abs) : 0;
		const shift = (value: number) => ofMean + FLOAT32_ULP * Math.abs(value - mean);
		const square = average(
			(value) =>
				(2 * Math.abs(value - mean) + shift(value)) * shift(value) +
				(columns + 3) * FLOAT32_ULP * (value - mean) ** 2
		);
		// The root and both divisions, within 3 ULP each; second orders as a tenth more.
		const relative = (1.1 * (square * scale ** 2)) / 2 + 8 * FLOAT32_ULP;
		values.forEach((value, j) => {
			const at = row * columns + j;
			const normal = scale * (shift(value) + Math.abs(value - mean) * (relative + 4 * FLOAT32_ULP));
			errors[0][at] =
				Math.abs(gain[j] ?? 0) * normal +
				2 * FLOAT32_ULP * (Math.abs(y[at] ?? 0) + Math.abs(input(2)[j] ?? 0));
		});
		errors[1][2 * row] = ofMean;
		errors[1][2 * row + 1] = scale * relative;
	}
	return errors;
}

/**
 * Y = (x - mean) / sqrt(mean square of it + eps) * gain + bias, row by row: LayerNorm, or RMSNorm
 * where the mean is not subtracted. x [rows, columns], gain and bias [columns]. Second output: mean
 * (0 where it is not subtracted) and scale of every row [rows, 2].
 */
export const normalizeRows = defineOp<NormalizeAttributes>({
	id: 'normalize-rows',
	takes: [0],
	auxiliary: [1],
	infer: (input) => [f32(...input(0)), f32(axis(input(0), 0), 2)],
	reference({ input, output, inputShape, attributes: { centered, eps } }) {
		const [x, gain, bias, y, statistics] = [input(0), input(1), input(2), output(0), output(1)];
		const [rows, columns] = [axis(inputShape(0), 0), axis(inputShape(0), 1)];
		for (let row = 0; row < rows; row++) {
			const start = row * columns;
			let sum = 0;
			for (let j = 0; j < columns; j++) sum += x[start + j] ?? 0;
			const mean = centered ? sum / columns : 0;
			let squares = 0;
			for (let j = 0; j < columns; j++) squares += ((x[start + j] ?? 0) - mean) ** 2;
			const scale = 1 / Math.sqrt(squares / columns + eps);
			for (let j = 0; j < columns; j++) {
				y[start + j] = ((x[start + j] ?? 0) - mean) * scale * (gain[j] ?? 0) + (bias[j] ?? 0);
			}
			statistics[2 * row] = mean;
			statistics[2 * row + 1] = scale;
		}
	},
	vjp({ graph, input, output, cotangent, take, needs, attributes: { centered } }) {
		const [x, gain, dy] = [input(0), input(1), cotangent(0)];
		const added = take(0);
		const [dx, scaled] = graph.apply(
			normalizeRowsGradient,
			[dy, x, gain, output(1), ...(added === undefined ? [] : [added])],
			{ centered, isAdded: added !== undefined }
		);
		return [
			dx,
			needs(1) && scaled !== undefined ? graph.one(columnSum, [scaled], {}) : undefined,
			needs(2) ? graph.one(columnSum, [dy], {}) : undefined
		];
	},
	wasm({ input }, { centered, eps }) {
		const [rows, columns] = [axis(input(0), 0), axis(input(0), 1)];
		const numbers = [columns, centered ? 1 : 0, eps];
		const parts = { count: rows, ns: 0.6 * columns };
		return [{ kernel: 'normalizeRows', tensors: [0, 1, 2, 3, 4], numbers, parts }];
	},
	kernel({ input }, { centered, eps }, adapterKind): KernelCall {
		const [rows, columns] = [axis(input(0), 0), axis(input(0), 1)];
		const lanes = lanesOfRow(adapterKind);
		return {
			shader: 'normalize-rows',
			libraries: lanes.libraries,
			overrides: lanes.overrides,
			bindings: bindings('x', 'gain', 'bias', '*y', '*statistics'),
			params: [
				['rows', 'u32', rows],
				['columns', 'u32', columns],
				['is_centered', 'u32', centered ? 1 : 0],
				['eps', 'f32', eps]
			],
			workgroups: linearWorkgroups(rows, lanes.outputs)
		};
	},
	float32: errorsOf,
	// Mean, difference, square, its mean, difference, two products and a sum.
	flop: ({ input }) => 8 * elementCount(input(0)),
	anyCase(draw) {
		const [rows, columns] = [draw.whole(1, 80), draw.whole(1, 90)];
		return {
			inputs: [f32(rows, columns), f32(columns), f32(columns)],
			attributes: { centered: draw.oneOf(true, false), eps: draw.oneOf(1e-5, 1e-3) }
		};
	},
	cases: [
		{
			name: 'LayerNorm',
			inputs: [f32(17, 5), f32(5), f32(5)],
			attributes: { centered: true, eps: 1e-5 }
		},
		{
			name: 'RMSNorm',
			inputs: [f32(17, 5), f32(5), f32(5)],
			attributes: { centered: false, eps: 1e-5 }
		},
		{
			name: 'more columns than lanes',
			inputs: [f32(3, 131), f32(131), f32(131)],
			attributes: { centered: true, eps: 1e-5 }
		},
		{
			name: 'one column',
			inputs: [f32(70, 1), f32(1), f32(1)],
			attributes: { centered: false, eps: 1e-3 }
		}
	]
});
