import { LabError } from '../../core/lab-error.ts';
import { axis, elementCount, f32 } from '../../core/tensor.ts';
import { baseGradient } from './base-gradient.ts';
import { bindings, defineOp, rowWorkgroups } from '../define.ts';
import { foldedColumns } from './folded-columns.ts';
import { foldedTablesGradient } from './folded-tables-gradient.ts';
import { anyFolded } from './folded-case.ts';

/**
 * The tables that `attention-mix` reads. Inputs, `through` being the rows of `folded-operands`'
 * table multiplied by a head's matrices: through [heads, residues + 3, columns], last [1, d],
 * weights [d, columns], b_in [hidden], b_out [d]. Outputs: table [heads, 2 residues, columns]:
 * through[h, t] + through[h, residues], then through[h, t] + through[h, residues + 1]: a residue at
 * position 0 and at position 1; base [residues, columns]: last weights + sum over h of through[h,
 * residues + 2], plus b_in for the neurons and b_out weights for the outputs: a pair that attends
 * to "=" alone. One row, repeated per residue, because its gradient is first summed per residue.
 */
export const foldedTables = defineOp<Record<string, never>>({
	id: 'folded-tables',
	infer(input) {
		const [heads, rows, columns] = [axis(input(0), 0), axis(input(0), 1), axis(input(0), 2)];
		return [f32(heads, 2 * (rows - 3), columns), f32(rows - 3, columns)];
	},
	reference({ input, output, inputShape }) {
		const [through, last, weights, biasIn, biasOut] = [
			input(0),
			input(1),
			input(2),
			input(3),
			input(4)
		];
		const [table, base] = [output(0), output(1)];
		const [heads, rows, columns] = [
			axis(inputShape(0), 0),
			axis(inputShape(0), 1),
			axis(inputShape(0), 2)
		];
		const residues = rows - 3;
		const { outputsAt } = foldedColumns(biasIn.length, 0);
		for (let c = 0; c < columns; c++) {
			const at = (h: number, row: number) => through[(h * rows + row) * columns + c] ?? 0;
			let own = biasIn[c] ?? 0;
			for (let h = 0; h < heads; h++) own += at(h, residues + 2);
			for (let d = 0; d < last.length; d++) {
				const residual = (last[d] ?? 0) + (c < outputsAt ? 0 : (biasOut[d] ?? 0));
				own += residual * (weights[d * columns + c] ?? 0);
			}
			for (let t = 0; t < residues; t++) base[t * columns + c] = own;
			for (let i = 0; i < 2 * heads * residues; i++) {
				const [h, place, t] = [
					Math.floor(i / (2 * residues)),
					Math.floor(i / residues) % 2,
					i % residues
				];
				table[i * columns + c] = at(h, t) + at(h, residues + place);
			}
		}
	},
	vjp({ graph, input, cotangent }) {
		const [last, weights, biasIn, biasOut] = [input(1), input(2), input(3), input(4)];
		const [through, base] = graph.apply(foldedTablesGradient, [cotangent(0), cotangent(1)], {});
		if (through === undefined || base === undefined) {
			const id = foldedTablesGradient.id;
			throw new LabError('internal', `op "${id}": expected two outputs, got fewer`);
		}
		return [
			through,
			...graph.apply(baseGradient, [base, last, weights, biasOut], {
				hidden: axis(biasIn.shape, 0)
			})
		];
	},
	wasm({ input }) {
		const hidden = axis(input(3), 0);
		const { outputsAt } = foldedColumns(hidden, 0);
		const numbers = [
			axis(input(0), 0),
			axis(input(0), 1) - 3,
			axis(input(0), 2),
			hidden,
			outputsAt,
			axis(input(1), 1)
		];
		return [{ kernel: 'foldedTables', tensors: [0, 1, 2, 3, 4, 5, 6], numbers }];
	},
	kernel({ input }) {
		const columns = axis(input(0), 2);
		const hidden = axis(input(3), 0);
		const blocks = columns / 4;
		const [heads, residues] = [axis(input(0), 0), axis(input(0), 1) - 3];
		return {
			shader: 'folded-tables',
			libraries: [],
			overrides: {},
			bindings: bindings('through', 'last', 'weights', 'b_in', 'b_out', '*table', '*base'),
			params: [
				['heads', 'u32', heads],
				['residues', 'u32', residues],
				['width', 'u32', axis(input(1), 1)],
				['blocks', 'u32', blocks],
				['hidden', 'u32', hidden],
				['hidden_blocks', 'u32', foldedColumns(hidden, 0).outputsAt / 4]
			],
			workgroups: rowWorkgroups(blocks, 1 + heads * residues)
		};
	},
	// Products over the width, the heads, the bias.
	float32: ({ size }) => size(1, 1) + size(0, 0) + 4,
	// A sum for every element of the table; the base's row from the weights.
	flop: ({ input, output }) => elementCount(output(0)) + 2 * elementCount(input(2)),
	anyCase(draw) {
		const { residues, width, heads, hidden, outputs } = anyFolded(draw);
		const { total } = foldedColumns(hidden, outputs);
		return {
			inputs: [
				f32(heads, residues + 3, total),
				f32(1, width),
				f32(width, total),
				f32(hidden),
				f32(width)
			],
			attributes: {}
		};
	},
	cases: [
		{
			name: 'odd',
			inputs: [f32(3, 8, 16), f32(1, 7), f32(7, 16), f32(9), f32(7)],
			attributes: {}
		},
		{
			name: 'one head',
			inputs: [f32(1, 5, 8), f32(1, 2), f32(2, 8), f32(4), f32(2)],
			attributes: {}
		}
	]
});
