import { axis, elementCount, f32, u32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';
import { crossEntropyError } from './cross-entropy-error.ts';
import { lanesOfRow } from '../lanes.ts';

/**
 * Softmax cross-entropy of logits [rows, classes] against targets u32 [rows], with its gradient in
 * one pass. Outputs: loss [rows]; isCorrect [rows] (1 where the first largest logit is the
 * target's); d mean(loss) / d logits.
 *
 * Computed from the other classes, so that losses far below float32's 1.2e-7 keep their relative
 * precision (softmax collapse: Prieto et al. 2025, arXiv 2501.04697): with the largest logit m and
 * T = sum of exp(z_j - m) over all classes but one maximal one, loss = (m - z_y) + log1p(T); the
 * target's gradient is minus the sum of the others', never p_y - 1.
 */
export const softmaxCrossEntropy = defineOp<Record<string, never>>({
	id: 'softmax-cross-entropy',
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
			// If the target ties with the maximum, it is the class left out, so that the margin is
			// exact.
			const targetLogit = logits[start + target] ?? 0;
			const peak = logits[start + best] ?? 0;
			const isPeak = targetLogit === peak;
			const excluded = isPeak ? target : best;
			const exponential = (j: number) => Math.exp((logits[start + j] ?? 0) - peak);
			let rest = 0;
			for (let j = 0; j < classes; j++) if (j !== excluded) rest += exponential(j);
			const total = 1 + rest;
			loss[row] = peak - targetLogit + Math.log1p(rest);
			isCorrect[row] = best === target ? 1 : 0;
			let others = 0;
			for (let j = 0; j < classes; j++) {
				if (j === target) continue;
				const probability = exponential(j) / total;
				gradient[start + j] = probability / rows;
				others += probability;
			}
			gradient[start + target] = -others / rows;
		}
	},
	vjp: ({ output }) => [output(2), undefined],
	wasm: ({ input }) => [
		{
			kernel: 'softmaxCrossEntropy',
			tensors: [0, 1, 2, 3, 4],
			numbers: [axis(input(0), 0), axis(input(0), 1)],
			parts: { count: axis(input(0), 0), ns: 50 + 3 * axis(input(0), 1) }
		}
	],
	kernel({ input }, _, adapterKind) {
		const [rows, classes] = [axis(input(0), 0), axis(input(0), 1)];
		const lanes = lanesOfRow(adapterKind);
		return {
			shader: 'softmax-cross-entropy',
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
			const error = crossEntropyError(values, targets[row] ?? 0, rows);
			loss[row] = error.loss;
			gradient.set(error.gradient, row * classes);
		}
		return [loss, new Float64Array(rows), gradient];
	},
	exponents: [0],
	// Maximum, difference, exponential, sum, quotient, the others' sum, 1 / rows.
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
