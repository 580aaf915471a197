import { axis, elementCount, f32, u32 } from '../../core/tensor.ts';
import { attentionScoreGradient } from './attention-score-gradient.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';
import { several, FLOAT32_ULP, exponentialError, type ErrorContext } from '../op-case.ts';

type AttentionAttributes = {
	readonly context: number;
	/** Positions after those of the context, of score 0: scores are relative to theirs. */
	readonly zeros?: number;
};

/** Division may err by 2.5 ULP; the denominator, a product and the store round once each. */
const QUOTIENT_ULPS = 6;

/**
 * pattern = e_j / sum e: both errors, a sum of all positions and a division. Those past the context
 * have score 0.
 */
function errorOf({ input, size, attributes }: ErrorContext<AttentionAttributes>) {
	const [scores, index] = [input(0), input(1)];
	const { context, zeros = 0 } = attributes;
	const width = context + zeros;
	const [heads, tableRows, rows] = [size(0, 0), size(0, 1), size(1, 0) / context];
	const bound = new Float64Array(rows * heads * width);
	const score = (row: number, h: number, j: number) =>
		j < context ? (scores[h * tableRows + (index[row * context + j] ?? 0)] ?? NaN) : 0;
	// Rounding the difference x by 2^-23 |x| changes exp(x) by as much, relatively.
	const errorAt = (x: number) => exponentialError(x, Math.abs(x));
	for (let i = 0; i < rows * heads; i++) {
		const [row, h] = [Math.floor(i / heads), i % heads];
		const values = several(width, (j) => score(row, h, j));
		const peak = Math.max(...values);
		const total = values.reduce((sum, value) => sum + Math.exp(value - peak), 0);
		const worst = Math.max(...values.map((value) => errorAt(value - peak)));
		values.forEach((value, j) => {
			const relative = errorAt(value - peak) + worst + (width + QUOTIENT_ULPS) * FLOAT32_ULP;
			bound[i * width + j] = (relative * Math.exp(value - peak)) / total;
		});
	}
	return [bound];
}

/**
 * pattern[row, h, j] = softmax over j of scores[h, index[row, j]]: attention of the last position
 * over its context, from a table of scores [heads, table rows] and an index u32 [rows * context].
 * Scores past the context are 0.
 */
export const attentionSoftmax = defineOp<AttentionAttributes>({
	id: 'attention-softmax',
	infer: (input, { context, zeros = 0 }) => [
		f32(axis(input(1), 0) / context, axis(input(0), 0), context + zeros)
	],
	reference({ input, output, inputShape, attributes: { context, zeros = 0 } }) {
		const [scores, index, pattern] = [input(0), input(1), output(0)];
		const [heads, tableRows] = [axis(inputShape(0), 0), axis(inputShape(0), 1)];
		const rows = index.length / context;
		const width = context + zeros;
		for (let row = 0; row < rows; row++) {
			for (let h = 0; h < heads; h++) {
				const score = (j: number) =>
					j < context ? (scores[h * tableRows + (index[row * context + j] ?? 0)] ?? 0) : 0;
				let peak = -Infinity;
				for (let j = 0; j < width; j++) peak = Math.max(peak, score(j));
				let total = 0;
				for (let j = 0; j < width; j++) total += Math.exp(score(j) - peak);
				for (let j = 0; j < width; j++) {
					pattern[(row * heads + h) * width + j] = Math.exp(score(j) - peak) / total;
				}
			}
		}
	},
	vjp({ graph, input, output, cotangent, attributes: { context } }) {
		const list = graph.indexListOf(input(1));
		return [
			graph.one(attentionScoreGradient, [output(0), cotangent(0), list.order, list.offsets], {
				context
			}),
			undefined
		];
	},
	wasm({ input, output }, { context }) {
		const [rows, heads, width] = [axis(output(0), 0), axis(output(0), 1), axis(output(0), 2)];
		const numbers = [heads, axis(input(0), 1), context, width];
		const parts = { count: rows, ns: 5 * heads * width };
		return [{ kernel: 'attentionSoftmax', tensors: [0, 1, 2], numbers, parts }];
	},
	kernel({ input, output }, { context }) {
		const [rows, heads, width] = [axis(output(0), 0), axis(output(0), 1), axis(output(0), 2)];
		return {
			shader: 'attention-softmax',
			libraries: [],
			overrides: {},
			bindings: bindings('scores', 'index:u32', '*pattern'),
			params: [
				['count', 'u32', rows * heads],
				['heads', 'u32', heads],
				['table_rows', 'u32', axis(input(0), 1)],
				['context', 'u32', context],
				['width', 'u32', width]
			],
			workgroups: linearWorkgroups(rows * heads)
		};
	},
	float32: errorOf,
	exponents: [0],
	// Maximum, difference, exponential, sum, quotient.
	flop: ({ output }) => 5 * elementCount(output(0)),
	anyCase(draw) {
		const [heads, tableRows, context] = [draw.whole(1, 6), draw.whole(1, 30), draw.whole(1, 4)];
		return {
			inputs: [f32(heads, tableRows), u32(draw.whole(1, 40) * context)],
			bounds: { 1: tableRows },
			attributes: { context, zeros: draw.whole(0, 2) }
		};
	},
	cases: [
		{
			name: 'three positions',
			inputs: [f32(3, 9), u32(51)],
			bounds: { 1: 9 },
			attributes: { context: 3 }
		},
		{
			name: 'relative to the last one',
			inputs: [f32(5, 9), u32(34)],
			bounds: { 1: 9 },
			attributes: { context: 2, zeros: 1 }
		},
		{ name: 'one head', inputs: [f32(1, 4), u32(10)], bounds: { 1: 4 }, attributes: { context: 2 } }
	]
});
