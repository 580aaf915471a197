import { axis, elementCount, f32 } from '../../core/tensor.ts';
import { bindings, defineOp, rowWorkgroups } from '../define.ts';
import { foldedColumns } from './folded-columns.ts';
import { foldedOperandsGradient } from './folded-operands-gradient.ts';
import { rounded } from '../op-case.ts';
import { anyFolded } from './folded-case.ts';

/**
 * The operands of the folded formulation's products, in one dispatch. Inputs: W_E [residues + 1, d]
 * ("=" last), W_pos [3, d], W_in [d, hidden], W_U [d, outputs]. Outputs, x = W_E["="] + W_pos[2]
 * being the residual of "=": table [residues + 3, d]: W_E[t] - W_E["="] for each residue, W_pos[0]
 * - W_pos[2], W_pos[1] - W_pos[2], x; last [1, d]: x once more, as a tensor of its own;
 * weights [d, columns]: W_in and W_U side by side.
 */
export const foldedOperands = defineOp<Record<string, never>>({
	id: 'folded-operands',
	takes: [3],
	infer(input) {
		const [rows, width] = [axis(input(0), 0) + 2, axis(input(0), 1)];
		const { total } = foldedColumns(axis(input(2), 1), axis(input(3), 1));
		return [f32(rows, width), f32(1, width), f32(width, total)];
	},
	reference({ input, output, inputShape }) {
		const [embedding, positions, weightIn, unembed] = [input(0), input(1), input(2), input(3)];
		const [table, last, weights] = [output(0), output(1), output(2)];
		const [residues, width] = [axis(inputShape(0), 0) - 1, axis(inputShape(0), 1)];
		const [hidden, outputs] = [axis(inputShape(2), 1), axis(inputShape(3), 1)];
		const { outputsAt, total } = foldedColumns(hidden, outputs);
		for (let d = 0; d < width; d++) {
			const token = (t: number) => embedding[t * width + d] ?? 0;
			const position = (i: number) => positions[i * width + d] ?? 0;
			for (let t = 0; t < residues; t++) table[t * width + d] = token(t) - token(residues);
			table[residues * width + d] = position(0) - position(2);
			table[(residues + 1) * width + d] = position(1) - position(2);
			last[d] = token(residues) + position(2);
			table[(residues + 2) * width + d] = last[d] ?? 0;
			weights.fill(0, d * total, (d + 1) * total);
			weights.set(weightIn.subarray(d * hidden, (d + 1) * hidden), d * total);
			weights.set(unembed.subarray(d * outputs, (d + 1) * outputs), d * total + outputsAt);
		}
	},
	vjp({ graph, input, cotangent, take }) {
		const known = take(3);
		const [embedding, positions, weightIn, unembed] = [input(0), input(1), input(2), input(3)];
		return graph.apply(
			foldedOperandsGradient,
			[cotangent(0), cotangent(1), cotangent(2), ...(known === undefined ? [] : [known])],
			{
				hidden: axis(weightIn.shape, 1),
				outputs: axis(unembed.shape, 1),
				isAdded: known !== undefined
			},
			{ names: [embedding, positions, weightIn, unembed].map(({ name }) => `gradient.${name}`) }
		);
	},
	wasm({ input }) {
		const [hidden, outputs] = [axis(input(2), 1), axis(input(3), 1)];
		const { outputsAt, total } = foldedColumns(hidden, outputs);
		const sizes = [axis(input(0), 0) - 1, axis(input(0), 1), hidden, outputs, outputsAt, total];
		return [{ kernel: 'foldedOperands', tensors: [0, 1, 2, 3, 4, 5, 6], numbers: sizes }];
	},
	kernel({ input, output }) {
		const [width, hidden] = [axis(input(0), 1), axis(input(2), 1)];
		const { outputsAt, total } = foldedColumns(hidden, axis(input(3), 1));
		return {
			shader: 'folded-operands',
			libraries: [],
			overrides: {},
			bindings: bindings('embedding', 'positions', 'w_in', 'w_u', '*table', '*last', '*weights'),
			params: [
				['residues', 'u32', axis(input(0), 0) - 1],
				['width', 'u32', width],
				['hidden', 'u32', hidden],
				['outputs', 'u32', axis(input(3), 1)],
				['hidden_blocks', 'u32', outputsAt / 4],
				['blocks', 'u32', total / 4]
			],
			workgroups: rowWorkgroups(Math.max(width, total / 4), axis(output(0), 0) + width)
		};
	},
	// Every element is one operation on inputs, right to 2^-23 of itself.
	float32: ({ inputs, reference }) => reference(inputs).map((values) => rounded(1, values)),
	flop: ({ output }) => elementCount(output(0)),
	anyCase(draw) {
		const { residues, width, hidden, outputs } = anyFolded(draw);
		return {
			inputs: [f32(residues + 1, width), f32(3, width), f32(width, hidden), f32(width, outputs)],
			attributes: {}
		};
	},
	cases: [
		{ name: 'odd', inputs: [f32(6, 7), f32(3, 7), f32(7, 9), f32(7, 6)], attributes: {} },
		{ name: 'small', inputs: [f32(2, 1), f32(3, 1), f32(1, 4), f32(1, 2)], attributes: {} }
	]
});
