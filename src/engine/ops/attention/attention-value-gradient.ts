import { axis, elementCount, f32, u32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups, MAX_WORKGROUPS } from '../define.ts';
import { longestSegment } from '../op-case.ts';

/**
 * Mean entries of a table row from which lanes share them on a GPU, and the columns of a workgroup
 * that then does.
 */
const WIDE_FROM_ENTRIES = 8;
const WIDE_COLUMNS = 8;

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
	kernel({ input, output }, _, adapterKind) {
		const count = elementCount(output(0));
		const [heads, tableRows, dHead] = [axis(output(0), 0), axis(output(0), 1), axis(output(0), 2)];
		const isWide =
			adapterKind === 'gpu' &&
			axis(input(2), 0) >= WIDE_FROM_ENTRIES * tableRows &&
			heads * tableRows <= MAX_WORKGROUPS;
		return {
			shader: isWide ? 'attention-value-gradient-wide' : 'attention-value-gradient',
			libraries: isWide ? ['column-tree'] : [],
			overrides: {},
			bindings: bindings('d_z', 'pattern', 'order:u32', 'offsets:u32', '*d_values'),
			params: [
				...(isWide ? [] : [['count', 'u32', count] as const]),
				['heads', 'u32', heads],
				['table_rows', 'u32', tableRows],
				['d_head', 'u32', dHead],
				['context', 'u32', axis(input(1), 2)]
			],
			workgroups: isWide
				? [Math.ceil(dHead / WIDE_COLUMNS), heads * tableRows]
				: linearWorkgroups(count)
		};
	},
	withoutGradient: 'It is a gradient itself; losses are differentiated once.',

	float32: ({ input }) => longestSegment(input(3)) + 1,
	flop: ({ input, output }) => 2 * elementCount(input(1)) * axis(output(0), -1),
	anyCase(draw) {
		const [rows, heads, context] = [draw.whole(1, 40), draw.whole(1, 6), draw.whole(1, 4)];
		return {
			inputs: [
				f32(rows, heads * draw.whole(1, 9)),
				f32(rows, heads, context),
				u32(rows * context),
				u32(draw.whole(1, 30) + 1)
			],
			indexLists: [[2, 3]],
			attributes: {}
		};
	},
	cases: [
		{
			name: 'odd',
			inputs: [f32(17, 15), f32(17, 3, 3), u32(51), u32(10)],
			indexLists: [[2, 3]],
			attributes: {}
		},
		{
			name: 'long rows',
			inputs: [f32(70, 22), f32(70, 2, 3), u32(210), u32(4)],
			indexLists: [[2, 3]],
			attributes: {}
		}
	]
});
