import { axis, elementCount, f32, u32 } from '../../core/tensor.ts';
import { attentionMixPatternGradient } from './attention-mix-pattern-gradient.ts';
import { attentionMixTableGradient } from './attention-mix-table-gradient.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';
import { foldedColumns } from './folded-columns.ts';
import { anyMix } from './folded-case.ts';

type MixAttributes = {
	/**
	 * Columns that are neurons, and columns that are outputs; the table pads each part to whole
	 * vec4s.
	 */
	readonly hidden: number;
	readonly outputs: number;
};

/** Rows that one invocation computes. */
const ROWS = 4;

/**
 * y[row, f] = base[index[row, 0], f] + sum over h, j of pattern[row, h, j] table[h, index[row, j],
 * f]: attention whose values were already multiplied by everything linear behind it, so the heads
 * add up (performance.md, folded). Its columns are those of `foldedColumns`: y of the neurons is
 * rectified and comes first [rows, hidden], then that of the outputs [rows, outputs]. pattern
 * [rows, heads, width], table [heads, table rows, columns], index u32 [rows * context], base [base
 * rows, columns] with index[row, 0] < base rows. Where context < width the last positions' values
 * are zero.
 */
export const attentionMix = defineOp<MixAttributes>({
	id: 'attention-mix',
	infer(input, { hidden, outputs }) {
		const rows = axis(input(0), 0);
		return [f32(rows, hidden), f32(rows, outputs)];
	},
	reference({ input, output, inputShape, attributes: { hidden, outputs } }) {
		const [pattern, table, index, base] = [input(0), input(1), input(2), input(3)];
		const [neurons, direct] = [output(0), output(1)];
		const shape = inputShape(0);
		const [rows, heads, width] = [axis(shape, 0), axis(shape, 1), axis(shape, 2)];
		const context = index.length / rows;
		const [tableRows, columns] = [axis(inputShape(1), 1), axis(inputShape(1), 2)];
		const { outputsAt } = foldedColumns(hidden, outputs);
		for (let row = 0; row < rows; row++) {
			const from = (j: number) => (index[row * context + j] ?? 0) * columns;
			const y = base.slice(from(0), from(0) + columns);
			for (let e = 0; e < heads * context; e++) {
				const [h, j] = [Math.floor(e / context), e % context];
				const weight = pattern[(row * heads + h) * width + j] ?? 0;
				const start = h * tableRows * columns + from(j);
				for (let f = 0; f < columns; f++) y[f] = (y[f] ?? 0) + weight * (table[start + f] ?? 0);
			}
			for (let f = 0; f < hidden; f++) neurons[row * hidden + f] = Math.max(0, y[f] ?? 0);
			direct.set(y.subarray(outputsAt, outputsAt + outputs), row * outputs);
		}
	},
	vjp({ graph, input, output, cotangent, maskedCotangent, attributes }) {
		const [pattern, table, index, base] = [input(0), input(1), input(2), input(3)];
		const { order, offsets } = graph.indexListOf(index);
		const gradients = [maskedCotangent(0, output(0)), cotangent(1)];
		const dPattern = graph.one(
			attentionMixPatternGradient,
			[...gradients, table, index, order, offsets],
			{ width: axis(pattern.shape, 2) }
		);
		const [dTable, dBase] = graph.apply(
			attentionMixTableGradient,
			[...gradients, pattern, order, offsets],
			{ ...attributes, baseRows: axis(base.shape, 0) }
		);
		return [dPattern, dTable, undefined, dBase];
	},
	wasm({ input }, { hidden, outputs }) {
		const [rows, heads, width] = [axis(input(0), 0), axis(input(0), 1), axis(input(0), 2)];
		const { outputsAt, total } = foldedColumns(hidden, outputs);
		const context = axis(input(2), 0) / rows;
		const tableRows = axis(input(1), 1);
		const numbers = [heads, width, context, tableRows, total, hidden, outputs, outputsAt];
		const parts = { count: rows, ns: 0.09 * heads * context * total };
		const ownScratch = 8 * heads * context + 4 * total;
		return [{ kernel: 'attentionMix', tensors: [0, 1, 2, 3, 4, 5], numbers, parts, ownScratch }];
	},
	kernel({ input }, { hidden, outputs }, adapterKind) {
		const [rows, blocks] = [axis(input(0), 0), axis(input(1), 2) / 4];
		const [heads, context] = [axis(input(0), 1), axis(input(2), 0) / rows];
		const isUnrolled = adapterKind === 'software' && heads <= 4 && context === 2;
		const hiddenBlocks = foldedColumns(hidden, outputs).outputsAt / 4;
		// Invocations of the unrolled kernel keep to one part of the columns.
		const columns = isUnrolled
			? Math.ceil(hiddenBlocks / 2) + Math.ceil((blocks - hiddenBlocks) / 2)
			: blocks;
		const count = Math.ceil(rows / ROWS) * columns;
		return {
			shader: isUnrolled ? 'attention-mix-unrolled' : 'attention-mix',
			libraries: ['attention-mix-bindings'],
			overrides: {},
			bindings: bindings('pattern', 'table', 'index:u32', 'base', '*neurons', '*direct'),
			params: [
				['count', 'u32', count],
				['rows', 'u32', rows],
				['heads', 'u32', heads],
				['context', 'u32', context],
				['width', 'u32', axis(input(0), 2)],
				['table_rows', 'u32', axis(input(1), 1)],
				['blocks', 'u32', blocks],
				['hidden', 'u32', hidden],
				['hidden_blocks', 'u32', hiddenBlocks],
				['outputs', 'u32', outputs]
			],
			workgroups: linearWorkgroups(count, isUnrolled ? 4 : 64)
		};
	},
	// Heads times context products onto the base.
	float32: ({ size }) => size(0, 1) * size(0, 2) + 1,
	// Every entry through every head and column, padding included, and the ReLU.
	flop: ({ input, output }) =>
		2 * elementCount(input(2)) * axis(input(1), 0) * axis(input(1), 2) + elementCount(output(0)),
	anyCase(draw) {
		const { rows, heads, context, width, tableRows, hidden, outputs } = anyMix(draw);
		const { total } = foldedColumns(hidden, outputs);
		return {
			inputs: [
				f32(rows, heads, width),
				f32(heads, tableRows, total),
				u32(rows * context),
				f32(tableRows, total)
			],
			bounds: { 2: tableRows },
			attributes: { hidden, outputs }
		};
	},
	cases: [
		{
			name: 'odd',
			inputs: [f32(17, 3, 3), f32(3, 9, 20), u32(51), f32(9, 20)],
			bounds: { 2: 9 },
			attributes: { hidden: 11, outputs: 5 }
		},
		{
			name: 'the last position left out, fewer base rows',
			inputs: [f32(4, 2, 3), f32(2, 6, 24), u32(8), f32(3, 24)],
			bounds: { 2: 6 },
			fixed: { 2: [0, 3, 0, 5, 2, 4, 2, 3] },
			attributes: { hidden: 18, outputs: 2 }
		},
		{
			name: 'six heads',
			inputs: [f32(5, 6, 2), f32(6, 4, 8), u32(10), f32(4, 8)],
			bounds: { 2: 4 },
			attributes: { hidden: 3, outputs: 3 }
		}
	]
});
