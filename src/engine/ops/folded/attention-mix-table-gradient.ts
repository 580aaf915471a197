import { axis, elementCount, f32, u32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';
import { foldedColumns } from './folded-columns.ts';
import { longestSegment } from '../op-case.ts';
import { anyMix } from './folded-case.ts';

/** Heads, and by kind of adapter the vec4s of columns, of one invocation or workgroup. */
const HEADS = 4;
const BLOCKS = { software: 2, gpu: 16 } as const;

type TableAttributes = {
	readonly hidden: number;
	readonly outputs: number;
	readonly baseRows: number;
};

/**
 * d_table[h, t, f] = sum over the entries e = (row, j) that point at table row t of pattern[row, h,
 * j] d_y[row, f], and d_base[t, f] = sum of d_y[row, f] over those with j = 0: weighted segment
 * sums in fixed order. Inputs: d_y of the neurons [rows, hidden] and of the outputs [rows,
 * outputs], pattern [rows, heads, width], order, offsets. Padding columns are zero.
 */
export const attentionMixTableGradient = defineOp<TableAttributes>({
	id: 'attention-mix-table-gradient',
	infer(input, { hidden, outputs, baseRows }) {
		const { total } = foldedColumns(hidden, outputs);
		return [f32(axis(input(2), 1), axis(input(4), 0) - 1, total), f32(baseRows, total)];
	},
	reference({ input, output, inputShape, outputShape, attributes }) {
		const [neurons, direct, pattern, order, offsets] = [
			input(0),
			input(1),
			input(2),
			input(3),
			input(4)
		];
		const [table, base] = [output(0), output(1)];
		const { hidden, outputs, baseRows } = attributes;
		const width = axis(inputShape(2), 2);
		const context = order.length / axis(inputShape(2), 0);
		const [heads, tableRows] = [axis(outputShape(0), 0), axis(outputShape(0), 1)];
		const { outputsAt, total } = foldedColumns(hidden, outputs);
		/** Adds weight d_y[row] to the row of an output that starts at `to`. */
		const add = (target: typeof table, to: number, row: number, weight: number) => {
			for (let f = 0; f < hidden; f++) {
				target[to + f] = (target[to + f] ?? 0) + weight * (neurons[row * hidden + f] ?? 0);
			}
			for (let f = 0; f < outputs; f++) {
				const at = to + outputsAt + f;
				target[at] = (target[at] ?? 0) + weight * (direct[row * outputs + f] ?? 0);
			}
		};
		table.fill(0);
		base.fill(0);
		for (let t = 0; t < tableRows; t++) {
			for (let e = offsets[t] ?? 0; e < (offsets[t + 1] ?? 0); e++) {
				const entry = order[e] ?? 0;
				const [row, j] = [Math.floor(entry / context), entry % context];
				for (let h = 0; h < heads; h++) {
					const weight = pattern[(row * heads + h) * width + j] ?? 0;
					add(table, (h * tableRows + t) * total, row, weight);
				}
				if (j === 0 && t < baseRows) add(base, t * total, row, 1);
			}
		}
	},
	wasm({ input, output }, { hidden, outputs, baseRows }) {
		const { outputsAt, total } = foldedColumns(hidden, outputs);
		const context = axis(input(3), 0) / axis(input(2), 0);
		const [heads, tableRows] = [axis(output(0), 0), axis(output(0), 1)];
		const columns = [total, hidden, outputs, outputsAt];
		const numbers = [heads, axis(input(2), 2), context, tableRows, baseRows, ...columns];
		const entries = axis(input(3), 0) / tableRows;
		const parts = { count: tableRows, ns: 0.07 * entries * heads * total };
		const tensors = [0, 1, 2, 3, 4, 5, 6];
		// 64 terms of two addresses and a weight for each head.
		const ownScratch = 64 * (8 + 4 * heads);
		return [{ kernel: 'attentionMixTableGradient', tensors, numbers, parts, ownScratch }];
	},
	kernel({ input, output }, { hidden, outputs, baseRows }, adapterKind) {
		const shape = output(0);
		const [heads, tableRows, blocks] = [axis(shape, 0), axis(shape, 1), axis(shape, 2) / 4];
		const rowsOfHeads = tableRows * Math.ceil(heads / HEADS);
		const isWide = adapterKind === 'gpu';
		const hiddenBlocks = foldedColumns(hidden, outputs).outputsAt / 4;
		// Invocations of the kernel for software adapters keep to one part of the columns.
		const parts = isWide ? [blocks] : [hiddenBlocks, blocks - hiddenBlocks];
		const columns = parts.reduce((sum, size) => sum + Math.ceil(size / BLOCKS[adapterKind]), 0);
		return {
			shader: isWide ? 'attention-mix-table-gradient-wide' : 'attention-mix-table-gradient',
			libraries: ['mix-table-gradient-bindings', ...(isWide ? ['mix-gradient-at'] : [])],
			overrides: {},
			bindings: bindings(
				'd_neurons',
				'd_direct',
				'pattern',
				'order:u32',
				'offsets:u32',
				'*d_table',
				'*d_base'
			),
			params: [
				['count', 'u32', rowsOfHeads * columns],
				['base_rows', 'u32', baseRows],
				['heads', 'u32', heads],
				['context', 'u32', axis(input(3), 0) / axis(input(2), 0)],
				['width', 'u32', axis(input(2), 2)],
				['table_rows', 'u32', tableRows],
				['blocks', 'u32', blocks],
				['hidden', 'u32', hidden],
				['hidden_blocks', 'u32', hiddenBlocks],
				['outputs', 'u32', outputs]
			],
			workgroups: isWide ? [columns, rowsOfHeads] : linearWorkgroups(rowsOfHeads * columns, 4)
		};
	},
	withoutGradient: 'It is a gradient itself; losses are differentiated once.',

	float32: ({ input }) => longestSegment(input(4)) + 1,
	// Every entry through every head, and once more for the base's rows, without a weight.
	flop: ({ input, output }) =>
		2 * elementCount(input(3)) * axis(output(0), 0) * axis(output(0), 2) +
		elementCount(input(0)) +
		elementCount(input(1)),
	anyCase(draw) {
		const { rows, heads, context, width, tableRows, hidden, outputs } = anyMix(draw);
		return {
			inputs: [
				f32(rows, hidden),
				f32(rows, outputs),
				f32(rows, heads, width),
				u32(rows * context),
				u32(tableRows + 1)
			],
			indexLists: [[3, 4]],
			attributes: { hidden, outputs, baseRows: Math.max(1, tableRows - draw.whole(0, 30)) }
		};
	},
	cases: [
		{
			name: 'odd',
			inputs: [f32(17, 11), f32(17, 5), f32(17, 3, 3), u32(51), u32(10)],
			indexLists: [[3, 4]],
			attributes: { hidden: 11, outputs: 5, baseRows: 9 }
		},
		{
			name: 'six heads, fewer base rows',
			inputs: [f32(5, 18), f32(5, 2), f32(5, 6, 3), u32(10), u32(5)],
			indexLists: [[3, 4]],
			attributes: { hidden: 18, outputs: 2, baseRows: 2 }
		}
	]
});
