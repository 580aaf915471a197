import { axis, f32, u32 } from '../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from './define.ts';

/** Heads and columns that one invocation computes. */
const HEADS = 4;
const COLUMNS = 4;
/** Columns of one workgroup of the wide kernel. */
const WIDE_COLUMNS = 64;

/**
 * d_table[h, t, f] = sum over the entries e = (row, j) that point at table row t of pattern[row, h, j] d_y[row, f]:
 * a weighted segment sum in fixed order.
 */
export const attentionMixTableGradient = defineOp({
	id: 'attention-mix-table-gradient',
	infer: (input) => [f32(axis(input(1), 1), axis(input(3), 0) - 1, axis(input(0), 1))],
	reference({ input, output, inputShape, outputShape }) {
		const [dy, pattern, order, offsets, result] = [
			input(0),
			input(1),
			input(2),
			input(3),
			output(0)
		];
		const width = axis(inputShape(1), 2);
		const context = order.length / axis(inputShape(1), 0);
		const [heads, tableRows] = [axis(outputShape(0), 0), axis(outputShape(0), 1)];
		const columns = axis(outputShape(0), 2);
		result.fill(0);
		for (let i = 0; i < heads * tableRows; i++) {
			const [h, t] = [Math.floor(i / tableRows), i % tableRows];
			for (let e = offsets[t] ?? 0; e < (offsets[t + 1] ?? 0); e++) {
				const entry = order[e] ?? 0;
				const row = Math.floor(entry / context);
				const weight = pattern[(row * heads + h) * width + (entry % context)] ?? 0;
				for (let f = 0; f < columns; f++) {
					const at = i * columns + f;
					result[at] = (result[at] ?? 0) + weight * (dy[row * columns + f] ?? 0);
				}
			}
		}
	},
	kernel({ input, output }, _, adapterKind) {
		const shape = output(0);
		const [heads, tableRows, columns] = [axis(shape, 0), axis(shape, 1), axis(shape, 2)];
		const headBlocks = Math.ceil(heads / HEADS);
		const count = tableRows * Math.ceil(columns / COLUMNS) * headBlocks;
		const isWide = adapterKind === 'gpu';
		return {
			shader: isWide ? 'attention-mix-table-gradient-wide' : 'attention-mix-table-gradient',
			libraries: [],
			overrides: {},
			bindings: bindings('d_y', 'pattern', 'order:u32', 'offsets:u32', '*d_table'),
			params: [
				['count', 'u32', count],
				['heads', 'u32', heads],
				['context', 'u32', axis(input(2), 0) / axis(input(1), 0)],
				['width', 'u32', axis(input(1), 2)],
				['table_rows', 'u32', tableRows],
				['columns', 'u32', columns]
			],
			workgroups: isWide
				? [Math.ceil(columns / WIDE_COLUMNS), tableRows * headBlocks]
				: linearWorkgroups(count)
		};
	},
	cases: [
		{
			name: 'odd',
			inputs: [f32(17, 11), f32(17, 3, 3), u32(51), u32(10)],
			indexLists: [[2, 3]],
			attributes: {}
		},
		{
			name: 'six heads',
			inputs: [f32(5, 3), f32(5, 6, 3), u32(10), u32(5)],
			indexLists: [[2, 3]],
			attributes: {}
		}
	]
});
