import { axis, elementCount, f32, u32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';
import { lanesOfRow } from '../lanes.ts';
import { rounded } from '../op-case.ts';

/** s(x) = x + 1 for x >= 0 and 1 / (1 - x) below: a softmax's exp that grows as slowly as x. */
const stablemax = (x: number): number => (x >= 0 ? x + 1 : 1 / (1 - x));

/** Relative roundings of s (4), of their sum (classes), the quotient by s_y (7) and log1p (12). */
const lossRoundings = (classes: number): number => classes + 23;
/** s^2 (9), the sum (classes + 4), the quotient of sums (classes + 11), quotients and products. */
const gradientRoundings = (classes: number): number => 2 * classes + 36;

/**
 * Cross-entropy of the probabilities s(z_j) / sum of s(z), with s the StableMax of Prieto et al.
 * 2025 (arXiv 2501.04697), against targets u32 [rows]. Outputs: loss [rows]; isCorrect [rows]; d
 * mean(loss) / d logits. With R = sum of s over the other classes, loss = log(1 + R / s_y), so no
 * digits cancel. The paper's code adds 1e-30 to s, which changes nothing for logits above -1e30.
 */
export const stablemaxCrossEntropy = defineOp<Record<string, never>>({
	id: 'stablemax-cross-entropy',
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
			let rest = 0;
			for (let j = 0; j < classes; j++) {
				if ((logits[start + j] ?? 0) > (logits[start + best] ?? 0)) best = j;
				if (j !== target) rest += stablemax(logits[start + j] ?? 0);
			}
			const ofTarget = stablemax(logits[start + target] ?? 0);
			loss[row] = Math.log1p(rest / ofTarget);
			isCorrect[row] = best === target ? 1 : 0;
			for (let j = 0; j < classes; j++) {
				const z = logits[start + j] ?? 0;
				const slope = (z >= 0 ? 1 : stablemax(z) ** 2) / (rest + ofTarget) / rows;
				gradient[start + j] = j === target ? -slope * (rest / ofTarget) : slope;
			}
		}
	},
	vjp: ({ output }) => [output(2), undefined],
	wasm: ({ input }) => [
		{
			kernel: 'stablemaxCrossEntropy',
			tensors: [0, 1, 2, 3, 4],
			numbers: [axis(input(0), 0), axis(input(0), 1)],
			parts: { count: axis(input(0), 0), ns: 40 + 4 * axis(input(0), 1) }
		}
	],
	kernel({ input }, _, adapterKind) {
		const [rows, classes] = [axis(input(0), 0), axis(input(0), 1)];
		const lanes = lanesOfRow(adapterKind);
		return {
			shader: 'stablemax-cross-entropy',
			libraries: ['log1p', 'stablemax', ...lanes.libraries],
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
	float32({ inputs, reference, size }) {
		const [loss = [], isCorrect = [], gradient = []] = reference(inputs).map((of) => [...of]);
		return [
			rounded(lossRoundings(size(0, 1)), Float64Array.from(loss)),
			new Float64Array(isCorrect.length),
			rounded(gradientRoundings(size(0, 1)), Float64Array.from(gradient))
		];
	},
	// Its logits are no exponents, but far apart the kernel takes other ways.
	exponents: [0],
	// Maximum, s (3), sum, slope, product.
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
