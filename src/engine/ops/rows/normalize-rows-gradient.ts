import { axis, elementCount, f32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups, type KernelCall } from '../define.ts';
import { elementParts } from '../elementwise/elementwise.ts';
import { rounded, type ErrorContext } from '../op-case.ts';
import { lanesOfRow } from '../lanes.ts';

type NormalizeGradientAttributes = {
	readonly centered: boolean;
	/** A fifth input is added to d_x: what other uses of x have contributed. */
	readonly isAdded: boolean;
};

/** Sums of products over the columns, relative to the sums of all magnitudes. */
function errorsOf(context: ErrorContext<NormalizeGradientAttributes>) {
	const { input, inputShape, attributes } = context;
	const [dy, x, gain, statistics, added] = [0, 1, 2, 3, 4].map(input);
	const [rows, columns] = [axis(inputShape(0), 0), axis(inputShape(0), 1)];
	const dx = new Float64Array(rows * columns);
	const scaled = new Float64Array(rows * columns);
	for (let row = 0; row < rows; row++) {
		const start = row * columns;
		const mean = Math.abs(statistics?.[2 * row] ?? 0);
		const scale = Math.abs(statistics?.[2 * row + 1] ?? 0);
		const slope = (j: number) => Math.abs((dy?.[start + j] ?? 0) * (gain?.[j] ?? 0));
		const normal = (j: number) => (Math.abs(x?.[start + j] ?? 0) + mean) * scale;
		let [sum, dot] = [0, 0];
		for (let j = 0; j < columns; j++) {
			sum += slope(j) / columns;
			dot += (slope(j) * normal(j)) / columns;
		}
		for (let j = 0; j < columns; j++) {
			const own = scale * (slope(j) + sum + normal(j) * dot);
			const other = attributes.isAdded ? Math.abs(added?.[start + j] ?? 0) : 0;
			dx[start + j] = own + other / (columns + 12);
			scaled[start + j] = Math.abs(dy?.[start + j] ?? 0) * normal(j);
		}
	}
	return [rounded(columns + 12, dx), rounded(4, scaled)];
}

/**
 * The gradient of `normalize-rows`, row by row, from (d_y, x, gain, statistics): with n = (x -
 * mean) scale and g = d_y gain, d_x = scale (g - mean g - n mean(g n)), the mean of g left out
 * where x was not centered. Second output: d_y n [rows, columns], whose column sums are the
 * gradient of the gain.
 */
export const normalizeRowsGradient = defineOp<NormalizeGradientAttributes>({
	id: 'normalize-rows-gradient',
	infer: (input) => [f32(...input(0)), f32(...input(0))],
	reference({ input, output, inputShape, attributes: { centered, isAdded } }) {
		const [dy, x, gain, statistics] = [input(0), input(1), input(2), input(3)];
		const [dx, scaled] = [output(0), output(1)];
		const [rows, columns] = [axis(inputShape(0), 0), axis(inputShape(0), 1)];
		for (let row = 0; row < rows; row++) {
			const start = row * columns;
			const [mean, scale] = [statistics[2 * row] ?? 0, statistics[2 * row + 1] ?? 0];
			const slope = (j: number) => (dy[start + j] ?? 0) * (gain[j] ?? 0);
			const normal = (j: number) => ((x[start + j] ?? 0) - mean) * scale;
			let [sum, dot] = [0, 0];
			for (let j = 0; j < columns; j++) {
				sum += slope(j);
				dot += slope(j) * normal(j);
			}
			const offset = centered ? sum / columns : 0;
			for (let j = 0; j < columns; j++) {
				const own = scale * (slope(j) - offset - (normal(j) * dot) / columns);
				dx[start + j] = own + (isAdded ? (input(4)[start + j] ?? 0) : 0);
				scaled[start + j] = (dy[start + j] ?? 0) * normal(j);
			}
		}
	},
	withoutGradient: 'the gradient of another op',
	wasm({ input }, { centered, isAdded }) {
		const [rows, columns] = [axis(input(0), 0), axis(input(0), 1)];
		const numbers = [columns, centered ? 1 : 0];
		const parts = { count: rows, ns: 1.2 * columns };
		const [dX, scaled] = isAdded ? [5, 6] : [4, 5];
		const own = {
			kernel: 'normalizeRowsGradient',
			tensors: [0, 1, 2, 3, dX, scaled],
			numbers,
			parts
		};
		const count = rows * columns;
		const tensors = [dX, 4, dX];
		const add = { kernel: 'add', tensors, numbers: [count], parts: elementParts(count) };
		return isAdded ? [own, add] : [own];
	},
	kernel({ input }, { centered, isAdded }, adapterKind): KernelCall {
		const [rows, columns] = [axis(input(0), 0), axis(input(0), 1)];
		const lanes = lanesOfRow(adapterKind);
		const names = ['d_y', 'x', 'gain', 'statistics', 'added', '*d_x', '*d_y_normal'];
		return {
			shader: 'normalize-rows-gradient',
			libraries: lanes.libraries,
			overrides: lanes.overrides,
			// A binding needs a buffer: where nothing is added, d_y, which the kernel then does not
			// read as `added`.
			bindings: bindings(...names).map((binding, i) =>
				isAdded || i < 4 ? binding : { ...binding, tensor: i === 4 ? 0 : i - 1 }
			),
			params: [
				['rows', 'u32', rows],
				['columns', 'u32', columns],
				['is_centered', 'u32', centered ? 1 : 0],
				['is_added', 'u32', isAdded ? 1 : 0]
			],
			workgroups: linearWorkgroups(rows, lanes.outputs)
		};
	},
	float32: errorsOf,
	flop: ({ input }) => 16 * elementCount(input(0)),
	anyCase(draw) {
		const [rows, columns] = [draw.whole(1, 80), draw.whole(1, 90)];
		const isAdded = draw.oneOf(true, false);
		const matrix = f32(rows, columns);
		return {
			inputs: [matrix, matrix, f32(columns), f32(rows, 2), ...(isAdded ? [matrix] : [])],
			attributes: { centered: draw.oneOf(true, false), isAdded }
		};
	},
	cases: [
		{
			name: 'LayerNorm, added',
			inputs: [f32(17, 5), f32(17, 5), f32(5), f32(17, 2), f32(17, 5)],
			attributes: { centered: true, isAdded: true }
		},
		{
			name: 'RMSNorm',
			inputs: [f32(17, 5), f32(17, 5), f32(5), f32(17, 2)],
			attributes: { centered: false, isAdded: false }
		},
		{
			name: 'more columns than lanes',
			inputs: [f32(3, 131), f32(3, 131), f32(131), f32(3, 2)],
			attributes: { centered: true, isAdded: false }
		}
	]
});
