import { axis, elementCount, f32 } from '../../core/tensor.ts';
import { bindings, defineOp, rowWorkgroups } from '../define.ts';
import { foldedColumns } from './folded-columns.ts';
import { rounded, type ErrorContext } from '../op-case.ts';
import { anyFolded } from './folded-case.ts';

type Attributes = {
	readonly hidden: number;
	readonly outputs: number;
	/** Whether a fourth input is added to the gradient of W_U. */
	readonly isAdded: boolean;
};

/**
 * Sums of at most all rows of the table's gradient. The rows of tokens and positions are subtracted
 * in them, so with those negative and all others positive nothing cancels.
 */
function errorOf({ inputs, size, reference }: ErrorContext<Attributes>) {
	const residual = (size(0, 0) - 1) * size(0, 1);
	const signed = inputs.map((array, input) =>
		array.map((value, i) => (input === 0 && i < residual ? -Math.abs(value) : Math.abs(value)))
	);
	return reference(signed).map((magnitude) => rounded(size(0, 0) + 2, magnitude));
}

/**
 * Gradients of W_E, W_pos, W_in and W_U from those of the table, the last row and the weights of
 * `folded-operands`, and where `isAdded` the gradient that other uses of W_U have given.
 */
export const foldedOperandsGradient = defineOp<Attributes>({
	id: 'folded-operands-gradient',
	infer(input, { hidden, outputs }) {
		const [rows, width] = [axis(input(0), 0), axis(input(0), 1)];
		return [f32(rows - 2, width), f32(3, width), f32(width, hidden), f32(width, outputs)];
	},
	reference({ input, output, inputShape, attributes }) {
		const [table, last, weights] = [input(0), input(1), input(2)];
		const [embedding, positions, weightIn, unembed] = [output(0), output(1), output(2), output(3)];
		const { hidden, outputs, isAdded } = attributes;
		const [residues, width] = [axis(inputShape(0), 0) - 3, axis(inputShape(0), 1)];
		const { outputsAt, total } = foldedColumns(hidden, outputs);
		for (let d = 0; d < width; d++) {
			const row = (t: number) => table[t * width + d] ?? 0;
			const residual = row(residues + 2) + (last[d] ?? 0);
			let tokens = 0;
			for (let t = 0; t < residues; t++) {
				embedding[t * width + d] = row(t);
				tokens += row(t);
			}
			embedding[residues * width + d] = residual - tokens;
			positions[d] = row(residues);
			positions[width + d] = row(residues + 1);
			positions[2 * width + d] = residual - (row(residues) + row(residues + 1));
			const start = d * total;
			weightIn.set(weights.subarray(start, start + hidden), d * hidden);
			for (let j = 0; j < outputs; j++) {
				const known = isAdded ? (input(3)[d * outputs + j] ?? 0) : 0;
				unembed[d * outputs + j] = (weights[start + outputsAt + j] ?? 0) + known;
			}
		}
	},
	wasm({ input }, { hidden, outputs, isAdded }) {
		const { outputsAt, total } = foldedColumns(hidden, outputs);
		const width = axis(input(0), 1);
		const sizes = [axis(input(0), 0) - 3, width, hidden, outputs, outputsAt, total];
		// Where nothing is known, the weights' gradient stands in for what is not read.
		const tensors = isAdded ? [0, 1, 2, 3, 4, 5, 6, 7] : [0, 1, 2, 2, 3, 4, 5, 6];
		return [
			{
				kernel: 'foldedOperandsGradient',
				tensors,
				numbers: [...sizes, isAdded ? 1 : 0],
				scratch: 8 * width
			}
		];
	},
	kernel({ input, output }, { hidden, outputs, isAdded }) {
		const width = axis(input(0), 1);
		const { outputsAt, total } = foldedColumns(hidden, outputs);
		const rows = axis(output(0), 0) + axis(output(1), 0) + width;
		const names = ['d_table', 'd_last', 'd_weights', 'known'];
		const results = ['*d_embedding', '*d_positions', '*d_w_in', '*d_w_u'];
		return {
			shader: 'folded-operands-gradient',
			libraries: [],
			overrides: {},
			// Every binding needs a buffer: where nothing is added, `known` holds the weights'
			// gradient, and is not read.
			bindings: bindings(...names, ...results).map((binding, i) => ({
				...binding,
				tensor: isAdded || i < 3 ? i : i - 1
			})),
			params: [
				['residues', 'u32', axis(input(0), 0) - 3],
				['width', 'u32', width],
				['hidden', 'u32', hidden],
				['outputs', 'u32', outputs],
				['hidden_blocks', 'u32', outputsAt / 4],
				['blocks', 'u32', total / 4],
				['is_added', 'u32', isAdded ? 1 : 0]
			],
			workgroups: rowWorkgroups(Math.max(width, total / 4), rows)
		};
	},
	withoutGradient: 'It is a gradient itself; losses are differentiated once.',

	float32: errorOf,
	flop: ({ input }) => elementCount(input(0)) + elementCount(input(1)),
	anyCase(draw) {
		const { residues, width, hidden, outputs } = anyFolded(draw);
		const isAdded = draw.oneOf(true, false);
		const { total } = foldedColumns(hidden, outputs);
		const known = isAdded ? [f32(width, outputs)] : [];
		return {
			inputs: [f32(residues + 3, width), f32(1, width), f32(width, total), ...known],
			attributes: { hidden, outputs, isAdded }
		};
	},
	cases: [
		{
			name: 'with a known part',
			inputs: [f32(8, 7), f32(1, 7), f32(7, 20), f32(7, 6)],
			attributes: { hidden: 9, outputs: 6, isAdded: true }
		},
		{
			name: 'alone',
			inputs: [f32(4, 1), f32(1, 1), f32(1, 8)],
			attributes: { hidden: 4, outputs: 2, isAdded: false }
		}
	]
});
