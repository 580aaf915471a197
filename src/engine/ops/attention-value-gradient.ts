import { axis, elementCount, f32, u32 } from '../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from './define.ts';

/**
 * d_values[h, t, d] = sum over the entries e = (row, j) that point at table row t of
 * pattern[row, h, j] d_z[row, h, d]: a weighted segment sum in fixed order.
 */
export const attentionValueGradient = defineOp({
	id: 'attention-value-gradient',
	infer(input) {
		const heads = axis(input(1), 1);
		return [f32(heads, axis(input(3), 0) - 1, axis(input(0), 1) / heads)];
	},
	reference({ input, output, inputShape, outputShape }) {
		const [dz, pattern, order, offsets, result] = [
			input(0),
			input(1),
			input(2),
			input(3),
			output(0)
		];
		const context = axis(inputShape(1), 2);
		const [heads, tableRows, dHead] = [
			axis(outputShape(0), 0),
			axis(outputShape(0), 1),
			axis(outputShape(0), 2)
		];
		result.fill(0);
		for (let i = 0; i < heads * tableRows; i++) {
			const [h, t] = [Math.floor(i / tableRows), i % tableRows];
			for (let e = offsets[t] ?? 0; e < (offsets[t + 1] ?? 0); e++) {
				const entry = order[e] ?? 0;
				const row = Math.floor(entry / context);
				const weight = pattern[(row * heads + h) * context + (entry % context)] ?? 0;
				const from = (row * heads + h) * dHead;
				for (let d = 0; d < dHead; d++) {
					result[i * dHead + d] = (result[i * dHead + d] ?? 0) + weight * (dz[from + d] ?? 0);
				}
			}
		}
	},
	kernel({ input, output }) {
		const count = elementCount(output(0));
		return {
			shader: 'attention-value-gradient',
			libraries: [],
			overrides: {},
			bindings: bindings('d_z', 'pattern', 'order:u32', 'offsets:u32', '*d_values'),
			params: [
				['count', 'u32', count],
				['heads', 'u32', axis(output(0), 0)],
				['table_rows', 'u32', axis(output(0), 1)],
				['d_head', 'u32', axis(output(0), 2)],
				['context', 'u32', axis(input(1), 2)]
			],
			workgroups: linearWorkgroups(count)
		};
	},
	cases: [
		{
			name: 'odd',
			inputs: [f32(17, 15), f32(17, 3, 3), u32(51), u32(10)],
			indexLists: [[2, 3]],
			attributes: {}
		}
	]
});
