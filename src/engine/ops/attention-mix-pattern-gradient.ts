import { axis, f32, u32 } from '../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from './define.ts';

/** Rows that one invocation computes. */
const ROWS = 4;

type Width = { readonly width: number };

/** d_pattern[row, h, j] = sum over f of d_y[row, f] table[h, index[row, j], f]; zero for context <= j < width. */
export const attentionMixPatternGradient = defineOp<Width>({
	id: 'attention-mix-pattern-gradient',
	infer: (input, { width }) => [f32(axis(input(0), 0), axis(input(1), 0), width)],
	reference({ input, output, inputShape, outputShape, attributes: { width } }) {
		const [dy, table, index, result] = [input(0), input(1), input(2), output(0)];
		const heads = axis(outputShape(0), 1);
		const context = index.length / axis(outputShape(0), 0);
		const [tableRows, columns] = [axis(inputShape(1), 1), axis(inputShape(1), 2)];
		for (let i = 0; i < result.length; i++) {
			const [row, h, j] = [
				Math.floor(i / (heads * width)),
				Math.floor(i / width) % heads,
				i % width
			];
			result[i] = 0;
			if (j >= context) continue;
			const from = (h * tableRows + (index[row * context + j] ?? 0)) * columns;
			let dot = 0;
			for (let f = 0; f < columns; f++)
				dot += (dy[row * columns + f] ?? 0) * (table[from + f] ?? 0);
			result[i] = dot;
		}
	},
	kernel({ input, output }, { width }, adapterKind) {
		const heads = axis(output(0), 1);
		const rows = axis(output(0), 0);
		const isWide = adapterKind === 'gpu';
		const count = isWide ? rows : Math.ceil(rows / ROWS) * width;
		return {
			shader: isWide ? 'attention-mix-pattern-gradient-wide' : 'attention-mix-pattern-gradient',
			libraries: isWide ? ['workgroup-sum4'] : [],
			overrides: {},
			bindings: bindings('d_y', 'table', 'index:u32', '*d_pattern'),
			params: [
				['count', 'u32', count],
				['rows', 'u32', rows],
				['heads', 'u32', heads],
				['context', 'u32', axis(input(2), 0) / rows],
				['width', 'u32', width],
				['table_rows', 'u32', axis(input(1), 1)],
				['columns', 'u32', axis(input(1), 2)]
			],
			workgroups: linearWorkgroups(count, isWide ? 1 : undefined)
		};
	},
	cases: [
		{
			name: 'odd',
			inputs: [f32(17, 11), f32(3, 9, 11), u32(51)],
			bounds: { 2: 9 },
			attributes: { width: 3 }
		},
		{
			name: 'six heads',
			inputs: [f32(5, 2), f32(6, 4, 2), u32(10)],
			bounds: { 2: 4 },
			attributes: { width: 3 }
		}
	]
});
