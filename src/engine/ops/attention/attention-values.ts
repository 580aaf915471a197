import { axis, elementCount, f32, u32 } from '../../core/tensor.ts';
import { attentionPatternGradient } from './attention-pattern-gradient.ts';
import { attentionValueGradient } from './attention-value-gradient.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';

/**
 * z[row, h, d] = sum over j of pattern[row, h, j] values[h, index[row, j], d], as [rows, heads *
 * dHead]. pattern [rows, heads, context], values [heads, table rows, dHead], index u32 [rows *
 * context].
 */
export const attentionValues = defineOp({
	id: 'attention-values',
	infer: (input) => [f32(axis(input(0), 0), axis(input(1), 0) * axis(input(1), 2))],
	reference({ input, output, inputShape }) {
		const [pattern, values, index, z] = [input(0), input(1), input(2), output(0)];
		const [rows, heads, context] = [
			axis(inputShape(0), 0),
			axis(inputShape(0), 1),
			axis(inputShape(0), 2)
		];
		const [tableRows, dHead] = [axis(inputShape(1), 1), axis(inputShape(1), 2)];
		z.fill(0);
		for (let i = 0; i < rows * heads; i++) {
			const [row, h] = [Math.floor(i / heads), i % heads];
			for (let j = 0; j < context; j++) {
				const weight = pattern[i * context + j] ?? 0;
				const from = (h * tableRows + (index[row * context + j] ?? 0)) * dHead;
				for (let d = 0; d < dHead; d++) {
					z[i * dHead + d] = (z[i * dHead + d] ?? 0) + weight * (values[from + d] ?? 0);
				}
			}
		}
	},
	vjp({ graph, input, cotangent }) {
		const [pattern, values, index] = [input(0), input(1), input(2)];
		const list = graph.indexListOf(index);
		return [
			graph.one(attentionPatternGradient, [cotangent(0), values, index], {
				context: axis(pattern.shape, 2)
			}),
			graph.one(attentionValueGradient, [cotangent(0), pattern, list.order, list.offsets], {}),
			undefined
		];
	},
	kernel({ input, output }) {
		const count = elementCount(output(0));
		return {
			shader: 'attention-values',
			libraries: [],
			overrides: {},
			bindings: bindings('pattern', 'values', 'index:u32', '*z'),
			params: [
				['count', 'u32', count],
				['heads', 'u32', axis(input(1), 0)],
				['table_rows', 'u32', axis(input(1), 1)],
				['d_head', 'u32', axis(input(1), 2)],
				['context', 'u32', axis(input(0), 2)]
			],
			workgroups: linearWorkgroups(count)
		};
	},
	float32: ({ size }) => size(0, 2) + 1,
	flop: ({ input }) => 2 * elementCount(input(0)) * axis(input(1), -1),
	anyCase(draw) {
		const [rows, heads, context] = [draw.whole(1, 40), draw.whole(1, 6), draw.whole(1, 4)];
		const tableRows = draw.whole(1, 30);
		return {
			inputs: [
				f32(rows, heads, context),
				f32(heads, tableRows, draw.whole(1, 9)),
				u32(rows * context)
			],
			bounds: { 2: tableRows },
			attributes: {}
		};
	},
	cases: [
		{
			name: 'odd',
			inputs: [f32(17, 3, 3), f32(3, 9, 5), u32(51)],
			bounds: { 2: 9 },
			attributes: {}
		},
		{
			name: 'one head',
			inputs: [f32(5, 1, 2), f32(1, 4, 1), u32(10)],
			bounds: { 2: 4 },
			attributes: {}
		}
	]
});
