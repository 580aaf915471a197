import { axis, elementCount, f32, u32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups, type KernelShapes } from '../define.ts';
import { foldedColumns } from './folded-columns.ts';
import { several } from '../op-case.ts';
import { anyMix } from './folded-case.ts';

/** Entries and heads that one invocation of the kernel for software adapters takes at a time. */
const ENTRIES = 8;
const HEADS = 4;

type Width = { readonly width: number };

/** The dispatch over table rows, whose entries then share their loads. */
function runsOf({ input, output }: KernelShapes) {
	const tableRows = axis(input(2), 1);
	const runs = Math.ceil(axis(input(4), 0) / tableRows / ENTRIES);
	return { runs, count: tableRows * runs * Math.ceil(axis(output(0), 1) / HEADS) };
}

/**
 * d_pattern[row, h, j] = sum over f of d_y[row, f] table[h, index[row, j], f]; zero for context <=
 * j < width. Inputs: d_y of the neurons [rows, hidden] and of the outputs [rows, outputs], table
 * [heads, table rows, columns] with zeros where the columns are padded, index u32 [rows * context],
 * and the same by table row: order and offsets.
 */
export const attentionMixPatternGradient = defineOp<Width>({
	id: 'attention-mix-pattern-gradient',
	infer: (input, { width }) => [f32(axis(input(0), 0), axis(input(2), 0), width)],
	reference({ input, output, inputShape, outputShape, attributes: { width } }) {
		const [neurons, direct, table, index, result] = [
			input(0),
			input(1),
			input(2),
			input(3),
			output(0)
		];
		const [hidden, outputs] = [axis(inputShape(0), 1), axis(inputShape(1), 1)];
		const { outputsAt } = foldedColumns(hidden, outputs);
		const heads = axis(outputShape(0), 1);
		const context = index.length / axis(outputShape(0), 0);
		const [tableRows, columns] = [axis(inputShape(2), 1), axis(inputShape(2), 2)];
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
			for (let f = 0; f < hidden; f++) {
				dot += (neurons[row * hidden + f] ?? 0) * (table[from + f] ?? 0);
			}
			for (let f = 0; f < outputs; f++) {
				dot += (direct[row * outputs + f] ?? 0) * (table[from + outputsAt + f] ?? 0);
			}
			result[i] = dot;
		}
	},
	wasm({ input, output }, { width }) {
		const [rows, heads] = [axis(output(0), 0), axis(output(0), 1)];
		const [hidden, outputs] = [axis(input(0), 1), axis(input(1), 1)];
		const { outputsAt, total } = foldedColumns(hidden, outputs);
		const context = axis(input(3), 0) / rows;
		const tableRows = axis(input(2), 1);
		const numbers = [heads, context, width, tableRows, total, hidden, outputs, outputsAt];
		const parts = { count: rows, ns: 0.13 * heads * context * total };
		return [{ kernel: 'attentionMixPatternGradient', tensors: [0, 1, 2, 3, 6], numbers, parts }];
	},
	kernel(shapes, { width }, adapterKind) {
		const { input } = shapes;
		const rows = axis(input(0), 0);
		const isWide = adapterKind === 'gpu';
		const { runs, count } = isWide ? { runs: 0, count: rows } : runsOf(shapes);
		const [hidden, outputs] = [axis(input(0), 1), axis(input(1), 1)];
		return {
			shader: isWide ? 'attention-mix-pattern-gradient-wide' : 'attention-mix-pattern-gradient',
			libraries: [
				'mix-pattern-gradient-bindings',
				...(isWide ? ['mix-gradient-at', 'workgroup-sum8'] : [])
			],
			overrides: {},
			bindings: bindings(
				'd_neurons',
				'd_direct',
				'table',
				'index:u32',
				'order:u32',
				'offsets:u32',
				'*d_pattern'
			),
			params: [
				['count', 'u32', count],
				['runs', 'u32', runs],
				['heads', 'u32', axis(input(2), 0)],
				['context', 'u32', axis(input(3), 0) / rows],
				['width', 'u32', width],
				['table_rows', 'u32', axis(input(2), 1)],
				['blocks', 'u32', axis(input(2), 2) / 4],
				['hidden', 'u32', hidden],
				['hidden_blocks', 'u32', foldedColumns(hidden, outputs).outputsAt / 4],
				['outputs', 'u32', outputs]
			],
			workgroups: linearWorkgroups(count, isWide ? 1 : 4)
		};
	},
	withoutGradient: 'It is a gradient itself; losses are differentiated once.',

	float32: ({ size }) => size(2, 2) + 1,
	flop: ({ input }) => 2 * elementCount(input(3)) * axis(input(2), 0) * axis(input(2), 2),
	anyCase(draw) {
		const { rows, heads, context, width, tableRows, hidden, outputs } = anyMix(draw);
		const { total, outputsAt } = foldedColumns(hidden, outputs);
		const isReal = (f: number) => f < hidden || (f >= outputsAt && f < outputsAt + outputs);
		// Padding columns of a table are zero.
		const table = several(heads * tableRows * total, (i) =>
			isReal(i % total) ? Math.fround(Math.sin(i)) : 0
		);
		const count = rows * context;
		return {
			inputs: [
				f32(rows, hidden),
				f32(rows, outputs),
				f32(heads, tableRows, total),
				u32(count),
				u32(count),
				u32(tableRows + 1)
			],
			fixed: { 2: table },
			indexLists: [[4, 5, 3]],
			attributes: { width }
		};
	},
	cases: [
		{
			name: 'one residue',
			inputs: [f32(9, 4), f32(9, 8), f32(1, 1, 12), u32(9), u32(9), u32(2)],
			fixed: {
				3: Array.from({ length: 9 }, () => 0),
				4: Array.from({ length: 9 }, (_, i) => i),
				5: [0, 9]
			},
			attributes: { width: 1 }
		},
		{
			name: 'six heads, the last position left out',
			inputs: [f32(3, 8), f32(3, 4), f32(6, 4, 12), u32(6), u32(6), u32(5)],
			fixed: { 3: [0, 2, 0, 3, 1, 2], 4: [0, 2, 4, 1, 5, 3], 5: [0, 2, 3, 5, 6] },
			attributes: { width: 3 }
		},
		{
			name: 'three positions, none left out',
			inputs: [f32(2, 8), f32(2, 4), f32(2, 3, 12), u32(6), u32(6), u32(4)],
			fixed: { 3: [0, 2, 1, 1, 0, 2], 4: [0, 4, 2, 3, 1, 5], 5: [0, 2, 4, 6] },
			attributes: { width: 3 }
		}
	]
});
