import { axis, elementCount, f32, u32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';
import { several, longestSegment, rounded, type ErrorContext } from '../op-case.ts';
import { LANES_64, oneLane } from '../lanes.ts';

/** Heads of one output of the kernel. */
const HEADS = 4;

type Context = { readonly context: number };

/**
 * Sum over a segment of pattern (g - sum pattern g): products and sums over the width, a difference
 * and a product each.
 */
function errorOf({ input, size, attributes: { context } }: ErrorContext<Context>) {
	const [pattern, gradient, order, offsets] = [input(0), input(1), input(2), input(3)];
	const [heads, width, tableRows] = [size(0, 1), size(0, 2), size(3, 0) - 1];
	const roundings = width + 3 + longestSegment(offsets);
	const magnitude = (entry: number, h: number) => {
		const start = (Math.floor(entry / context) * heads + h) * width;
		const part = (j: number) => Math.abs(pattern[start + j] ?? 0);
		const slope = (j: number) => Math.abs(gradient[start + j] ?? 0);
		let dot = 0;
		for (let j = 0; j < width; j++) dot += part(j) * slope(j);
		return part(entry % context) * (slope(entry % context) + dot);
	};
	const sums = several(heads * tableRows, (i) => {
		const [h, t] = [Math.floor(i / tableRows), i % tableRows];
		let sum = 0;
		for (let e = offsets[t] ?? 0; e < (offsets[t + 1] ?? 0); e++)
			sum += magnitude(order[e] ?? 0, h);
		return sum;
	});
	return [rounded(roundings, Float64Array.from(sums))];
}

/**
 * d_scores[h, t] = sum over the entries e = (row, j) that point at table row t of pattern[row, h,
 * j] (d_pattern[row, h, j] - sum over j of pattern d_pattern): the gradient of `attention-softmax`,
 * added up per table row in fixed order. pattern, d_pattern [rows, heads, width >= context], order
 * u32 [rows * context], offsets u32 [table rows + 1].
 */
export const attentionScoreGradient = defineOp<Context>({
	id: 'attention-score-gradient',
	infer: (input) => [f32(axis(input(0), 1), axis(input(3), 0) - 1)],
	reference({ input, output, inputShape, attributes: { context } }) {
		const [pattern, gradient, order, offsets, result] = [
			input(0),
			input(1),
			input(2),
			input(3),
			output(0)
		];
		const [heads, width] = [axis(inputShape(0), 1), axis(inputShape(0), 2)];
		const tableRows = offsets.length - 1;
		for (let i = 0; i < heads * tableRows; i++) {
			const [h, t] = [Math.floor(i / tableRows), i % tableRows];
			let sum = 0;
			for (let e = offsets[t] ?? 0; e < (offsets[t + 1] ?? 0); e++) {
				const entry = order[e] ?? 0;
				const start = (Math.floor(entry / context) * heads + h) * width;
				const at = start + (entry % context);
				let mean = 0;
				for (let j = 0; j < width; j++) {
					mean += (pattern[start + j] ?? 0) * (gradient[start + j] ?? 0);
				}
				sum += (pattern[at] ?? 0) * ((gradient[at] ?? 0) - mean);
			}
			result[i] = sum;
		}
	},
	wasm({ input, output }, { context }) {
		const numbers = [axis(input(0), 1), axis(input(0), 2), axis(output(0), 1), context];
		return [{ kernel: 'attentionScoreGradient', tensors: [0, 1, 2, 3, 4], numbers }];
	},
	kernel({ input, output }, { context }, adapterKind) {
		const [heads, tableRows] = [axis(output(0), 0), axis(output(0), 1)];
		const count = tableRows * Math.ceil(heads / HEADS);
		const lanes = adapterKind === 'gpu' ? LANES_64 : oneLane(4);
		return {
			shader: 'attention-score-gradient',
			libraries: lanes.libraries,
			overrides: lanes.overrides,
			bindings: bindings('pattern', 'd_pattern', 'order:u32', 'offsets:u32', '*d_scores'),
			params: [
				['count', 'u32', count],
				['heads', 'u32', heads],
				['table_rows', 'u32', tableRows],
				['context', 'u32', context],
				['width', 'u32', axis(input(0), 2)]
			],
			workgroups: linearWorkgroups(count, lanes.outputs)
		};
	},
	withoutGradient: 'It is a gradient itself; losses are differentiated once.',

	float32: errorOf,
	// Per entry and head a dot product over the positions, a difference, a product and a sum.
	flop: ({ input }) => elementCount(input(2)) * axis(input(0), 1) * (2 * axis(input(0), 2) + 3),
	anyCase(draw) {
		const [rows, heads, context] = [draw.whole(1, 40), draw.whole(1, 6), draw.whole(1, 4)];
		const pattern = f32(rows, heads, context + draw.whole(0, 2));
		return {
			inputs: [pattern, pattern, u32(rows * context), u32(draw.whole(1, 30) + 1)],
			indexLists: [[2, 3]],
			attributes: { context }
		};
	},
	cases: [
		{
			name: 'odd',
			inputs: [f32(17, 3, 3), f32(17, 3, 3), u32(51), u32(10)],
			indexLists: [[2, 3]],
			attributes: { context: 3 }
		},
		{
			name: 'six heads, a position without an entry',
			inputs: [f32(41, 6, 3), f32(41, 6, 3), u32(82), u32(5)],
			indexLists: [[2, 3]],
			attributes: { context: 2 }
		}
	]
});
