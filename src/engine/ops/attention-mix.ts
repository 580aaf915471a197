import { axis, f32, u32 } from '../core/tensor.ts';
import { attentionMixPatternGradient } from './attention-mix-pattern-gradient.ts';
import { attentionMixTableGradient } from './attention-mix-table-gradient.ts';
import { columnSum } from './column-sum.ts';
import { bindings, defineOp, linearWorkgroups } from './define.ts';
import { reluBackward } from './relu-backward.ts';

type MixAttributes = { readonly activation: 'none' | 'relu' };

/** Rows and columns that one invocation computes. */
const ROWS = 4;
const COLUMNS = 4;

/**
 * y[row, f] = activation(base[f] + sum over h, j of pattern[row, h, j] table[h, index[row, j], f]): attention whose
 * values were already multiplied by everything linear behind it, so the heads add up (performance.md, folded).
 * pattern [rows, heads, width], table [heads, table rows, columns], index u32 [rows * context], base [columns]. Where
 * context < width the last positions are left out: their values are taken to be zero.
 */
export const attentionMix = defineOp<MixAttributes>({
	id: 'attention-mix',
	infer: (input) => [f32(axis(input(0), 0), axis(input(1), 2))],
	reference({ input, output, inputShape, attributes }) {
		const [pattern, table, index, base, y] = [input(0), input(1), input(2), input(3), output(0)];
		const shape = inputShape(0);
		const [rows, heads, width] = [axis(shape, 0), axis(shape, 1), axis(shape, 2)];
		const context = index.length / rows;
		const [tableRows, columns] = [axis(inputShape(1), 1), axis(inputShape(1), 2)];
		const entries = heads * context;
		for (let row = 0; row < rows; row++) {
			const start = row * columns;
			y.set(base, start);
			for (let e = 0; e < entries; e++) {
				const [h, j] = [Math.floor(e / context), e % context];
				const weight = pattern[(row * heads + h) * width + j] ?? 0;
				const from = (h * tableRows + (index[row * context + j] ?? 0)) * columns;
				for (let f = 0; f < columns; f++) {
					y[start + f] = (y[start + f] ?? 0) + weight * (table[from + f] ?? 0);
				}
			}
		}
		if (attributes.activation === 'none') return;
		for (let i = 0; i < y.length; i++) y[i] = Math.max(0, y[i] ?? 0);
	},
	vjp({ recorder, input, output, cotangent, needs, attributes }) {
		const [pattern, table, index] = [input(0), input(1), input(2)];
		const list = recorder.indexListOf(index);
		const dy =
			attributes.activation === 'relu'
				? recorder.one(reluBackward, [output(0), cotangent(0)], {})
				: cotangent(0);
		return [
			recorder.one(attentionMixPatternGradient, [dy, table, index], {
				width: axis(pattern.shape, 2)
			}),
			recorder.one(attentionMixTableGradient, [dy, pattern, list.order, list.offsets], {}),
			undefined,
			needs(3) ? recorder.one(columnSum, [dy], {}) : undefined
		];
	},
	kernel({ input, output }, { activation }) {
		const [rows, columns] = [axis(output(0), 0), axis(output(0), 1)];
		const count = Math.ceil(rows / ROWS) * Math.ceil(columns / COLUMNS);
		return {
			shader: 'attention-mix',
			libraries: [],
			overrides: {},
			bindings: bindings('pattern', 'table', 'index:u32', 'base', '*y'),
			params: [
				['count', 'u32', count],
				['rows', 'u32', rows],
				['heads', 'u32', axis(input(0), 1)],
				['context', 'u32', axis(input(2), 0) / rows],
				['width', 'u32', axis(input(0), 2)],
				['table_rows', 'u32', axis(input(1), 1)],
				['columns', 'u32', columns],
				['is_relu', 'u32', activation === 'relu' ? 1 : 0]
			],
			workgroups: linearWorkgroups(count)
		};
	},
	cases: [
		{
			name: 'relu',
			inputs: [f32(17, 3, 3), f32(3, 9, 11), u32(51), f32(11)],
			bounds: { 2: 9 },
			attributes: { activation: 'relu' }
		},
		{
			name: 'the last position left out',
			inputs: [f32(9, 2, 3), f32(2, 6, 5), u32(18), f32(5)],
			bounds: { 2: 6 },
			attributes: { activation: 'none' }
		},
		{
			name: 'plain, one head',
			inputs: [f32(5, 1, 2), f32(1, 4, 3), u32(10), f32(3)],
			bounds: { 2: 4 },
			attributes: { activation: 'none' }
		}
	]
});
