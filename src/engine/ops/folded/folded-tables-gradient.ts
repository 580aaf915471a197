import { axis, elementCount, f32 } from '../../core/tensor.ts';
import { bindings, defineOp, rowWorkgroups } from '../define.ts';
import { foldedColumns } from './folded-columns.ts';
import { anyFolded } from './folded-case.ts';

/**
 * The gradient of `folded-tables`: from d_table [heads, 2 residues, columns] and d_base
 * [residues, columns], d_through [heads, residues + 3, columns] and the gradient [1, columns] of
 * the one row that base repeats.
 */
export const foldedTablesGradient = defineOp<Record<string, never>>({
	id: 'folded-tables-gradient',
	infer(input) {
		const [heads, residues, columns] = [axis(input(0), 0), axis(input(1), 0), axis(input(1), 1)];
		return [f32(heads, residues + 3, columns), f32(1, columns)];
	},
	reference({ input, output, inputShape }) {
		const [table, base, through, total] = [input(0), input(1), output(0), output(1)];
		const heads = axis(inputShape(0), 0);
		const [residues, columns] = [axis(inputShape(1), 0), axis(inputShape(1), 1)];
		for (let c = 0; c < columns; c++) {
			const sum = (of: (t: number) => number) => {
				let value = 0;
				for (let t = 0; t < residues; t++) value += of(t);
				return value;
			};
			const own = sum((t) => base[t * columns + c] ?? 0);
			total[c] = own;
			for (let h = 0; h < heads; h++) {
				const at = (place: number, t: number) =>
					table[((h * 2 + place) * residues + t) * columns + c] ?? 0;
				const write = (row: number, value: number) => {
					through[(h * (residues + 3) + row) * columns + c] = value;
				};
				for (let t = 0; t < residues; t++) write(t, at(0, t) + at(1, t));
				write(
					residues,
					sum((t) => at(0, t))
				);
				write(
					residues + 1,
					sum((t) => at(1, t))
				);
				write(residues + 2, own);
			}
		}
	},
	wasm({ input }) {
		const numbers = [axis(input(0), 0), axis(input(1), 0), axis(input(1), 1)];
		return [{ kernel: 'foldedTablesGradient', tensors: [0, 1, 2, 3], numbers }];
	},
	kernel({ input }) {
		const [heads, residues] = [axis(input(0), 0), axis(input(1), 0)];
		const blocks = axis(input(1), 1) / 4;
		return {
			shader: 'folded-tables-gradient',
			libraries: [],
			overrides: {},
			bindings: bindings('d_table', 'd_base', '*d_through', '*d_total'),
			params: [
				['heads', 'u32', heads],
				['residues', 'u32', residues],
				['blocks', 'u32', blocks]
			],
			workgroups: rowWorkgroups(blocks, 1 + heads * (residues + 2))
		};
	},
	withoutGradient: 'It is a gradient itself; losses are differentiated once.',

	float32: ({ size }) => size(1, 0),
	// Every element once for its token and once for its position.
	flop: ({ input }) => 1.5 * elementCount(input(0)) + elementCount(input(1)),
	anyCase(draw) {
		const { residues, heads, hidden, outputs } = anyFolded(draw);
		const { total } = foldedColumns(hidden, outputs);
		return { inputs: [f32(heads, 2 * residues, total), f32(residues, total)], attributes: {} };
	},
	cases: [
		{ name: 'odd', inputs: [f32(3, 10, 12), f32(5, 12)], attributes: {} },
		{ name: 'one head', inputs: [f32(1, 4, 4), f32(2, 4)], attributes: {} }
	]
});
