import { axis, elementCount, f32, u32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';
import { lanesOfRow } from '../lanes.ts';
import { exponentialError, FLOAT32_ULP } from '../op-case.ts';

/** Of log1p, see `cross-entropy-error.ts`. */
const LOG1P_ULPS = 12;
/** A division may err by 2.5 ULP; the product with 1 / rows and 1 / rows round once each. */
const QUOTIENT_ULPS = 6;

/**
 * Float32 errors of a row. The sum S errs by a rounding of S for each class, so loss and gradient
 * of a sure answer err by as much as they are: absolutely, by some 1e-7.
 */
function errorOfRow(logits: readonly number[], target: number, rows: number) {
	const peak = Math.max(...logits);
	const e = logits.map((z) => Math.exp(z - peak));
	const own = logits.map((z) => exponentialError(z - peak, Math.abs(z - peak)));
	const total = e.reduce((sum, value) => sum + value, 0);
	const ofTotal =
		e.reduce((sum, value, j) => sum + value * (own[j] ?? 0), 0) / total +
		logits.length * FLOAT32_ULP;
	const margin = peak - (logits[target] ?? NaN);
	const loss =
		ofTotal +
		LOG1P_ULPS * FLOAT32_ULP * Math.log(total) +
		2 * FLOAT32_ULP * (margin + Math.log(total));
	const gradient = e.map((value, j) => {
		const probability = value / total;
		const relative = (own[j] ?? 0) + ofTotal + QUOTIENT_ULPS * FLOAT32_ULP;
		const difference = Math.abs(probability - (j === target ? 1 : 0));
		return (relative * probability + QUOTIENT_ULPS * FLOAT32_ULP * difference) / rows;
	});
	return { loss, gradient };
}

/**
 * Softmax cross-entropy of logits [rows, classes] against targets u32 [rows] as most programs
 * compute it, in the precision of the backend: with the largest logit m and S = sum of exp(z_j - m)
 * over all classes, loss = (m - z_y) + log(S), gradient = p_j - [j = y]. In float32 both the loss
 * and the target's gradient are exactly 0 once the other classes' probabilities add to less than
 * 6e-8, while the other gradients go on: softmax collapse (Prieto et al. 2025, arXiv 2501.04697).
 * The same formula in float64 gets there at 1e-16. Outputs: loss [rows]; isCorrect [rows]; d
 * mean(loss) / d logits.
 */
export const naiveCrossEntropy = defineOp<Record<string, never>>({
	id: 'naive-cross-entropy',
	gradientOutput: 2,
	infer(input) {
		const rows = axis(input(0), 0);
		return [f32(rows), f32(rows), f32(rows, axis(input(0), 1))];
	},
	reference({ input, output, inputShape }) {
		const [logits, targets] = [input(0), input(1)];
		const [loss, isCorrect, gradient] = [output(0), output(1), output(2)];
		const [rows, classes] = [axis(inputShape(0), 0), axis(inputShape(0), 1)];
		for (let row = 0; row < rows; row++) {
			const start = row * classes;
			const target = targets[row] ?? 0;
			let best = 0;
			for (let j = 1; j < classes; j++) {
				if ((logits[start + j] ?? 0) > (logits[start + best] ?? 0)) best = j;
			}
			const peak = logits[start + best] ?? 0;
			let total = 0;
			for (let j = 0; j < classes; j++) total += Math.exp((logits[start + j] ?? 0) - peak);
			loss[row] = peak - (logits[start + target] ?? 0) + Math.log(total);
			isCorrect[row] = best === target ? 1 : 0;
			for (let j = 0; j < classes; j++) {
				const probability = Math.exp((logits[start + j] ?? 0) - peak) / total;
				gradient[start + j] = (probability - (j === target ? 1 : 0)) / rows;
			}
		}
	},
	vjp: ({ output }) => [output(2), undefined],
	wasm: ({ input }) => [
		{
			kernel: 'naiveCrossEntropy',
			tensors: [0, 1, 2, 3, 4],
			numbers: [axis(input(0), 0), axis(input(0), 1)],
			parts: { count: axis(input(0), 0), ns: 50 + 8 * axis(input(0), 1) }
		}
	],
	kernel({ input }, _, adapterKind) {
		const [rows, classes] = [axis(input(0), 0), axis(input(0), 1)];
		const lanes = lanesOfRow(adapterKind);
		return {
			shader: 'naive-cross-entropy',
			libraries: ['log1p', ...lanes.libraries],
			overrides: lanes.overrides,
			bindings: bindings('logits', 'targets:u32', '*loss', '*is_correct', '*d_logits'),
			params: [
				['rows', 'u32', rows],
				['classes', 'u32', classes],
				['inverse_rows', 'f32', 1 / rows]
			],
			workgroups: linearWorkgroups(rows, lanes.outputs)
		};
	},
	float32({ input, size }) {
		const [logits, targets] = [input(0), input(1)];
		const [rows, classes] = [size(0, 0), size(0, 1)];
		const loss = new Float64Array(rows);
		const gradient = new Float64Array(rows * classes);
		for (let row = 0; row < rows; row++) {
			const values = [...logits.subarray(row * classes, (row + 1) * classes)];
			const error = errorOfRow(values, targets[row] ?? 0, rows);
			loss[row] = error.loss;
			gradient.set(error.gradient, row * classes);
		}
		return [loss, new Float64Array(rows), gradient];
	},
	exponents: [0],
	// Maximum, difference, exponential, sum, quotient, difference, product.
	flop: ({ input }) => 7 * elementCount(input(0)),
	anyCase(draw) {
		const [rows, classes] = [draw.whole(1, 150), draw.whole(2, 40)];
		return { inputs: [f32(rows, classes), u32(rows)], bounds: { 1: classes }, attributes: {} };
	},
	cases: [
		{ name: 'odd', inputs: [f32(67, 13), u32(67)], bounds: { 1: 13 }, attributes: {} },
		{
			name: 'more classes than lanes',
			inputs: [f32(5, 131), u32(5)],
			bounds: { 1: 131 },
			attributes: {}
		},
		{ name: 'two classes', inputs: [f32(3, 2), u32(3)], bounds: { 1: 2 }, attributes: {} }
	]
});
