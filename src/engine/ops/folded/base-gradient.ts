import { axis, elementCount, f32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';
import { foldedColumns } from './folded-columns.ts';
import { anyFolded } from './folded-case.ts';

type Hidden = { readonly hidden: number };

/**
 * Gradients of last [1, d], weights [d, columns], b_in [hidden] and b_out [d] from that of base =
 * last weights + b_in for the neurons' columns, (last + b_out) weights for the outputs'. Inputs:
 * d_base [1, columns], last, weights, b_out.
 */
export const baseGradient = defineOp<Hidden>({
	id: 'base-gradient',
	infer: (input, { hidden }) => [f32(...input(1)), f32(...input(2)), f32(hidden), f32(...input(3))],
	reference({ input, output, attributes: { hidden } }) {
		const [dBase, last, weights, biasOut] = [input(0), input(1), input(2), input(3)];
		const [dLast, dWeights, dBiasIn, dBiasOut] = [output(0), output(1), output(2), output(3)];
		const columns = dBase.length;
		const { outputsAt } = foldedColumns(hidden, 0);
		dBiasIn.set(dBase.subarray(0, hidden));
		for (let d = 0; d < last.length; d++) {
			let [neurons, outputs] = [0, 0];
			for (let c = 0; c < columns; c++) {
				const at = d * columns + c;
				const isOutput = c >= outputsAt;
				const part = (weights[at] ?? 0) * (dBase[c] ?? 0);
				if (isOutput) outputs += part;
				else neurons += part;
				dWeights[at] = ((last[d] ?? 0) + (isOutput ? (biasOut[d] ?? 0) : 0)) * (dBase[c] ?? 0);
			}
			dLast[d] = neurons + outputs;
			dBiasOut[d] = outputs;
		}
	},
	wasm({ input }, { hidden }) {
		const { outputsAt } = foldedColumns(hidden, 0);
		const numbers = [axis(input(1), 1), axis(input(0), 1), hidden, outputsAt];
		return [{ kernel: 'baseGradient', tensors: [0, 1, 2, 3, 4, 5, 6, 7], numbers }];
	},
	kernel({ input }, { hidden }, adapterKind) {
		const width = axis(input(1), 1);
		const isWide = adapterKind === 'gpu';
		return {
			shader: isWide ? 'base-gradient-wide' : 'base-gradient',
			libraries: ['base-gradient-bindings', ...(isWide ? ['workgroup-sum4'] : [])],
			overrides: {},
			bindings: bindings(
				'd_base',
				'last',
				'weights',
				'b_out',
				'*d_last',
				'*d_weights',
				'*d_b_in',
				'*d_b_out'
			),
			params: [
				['width', 'u32', width],
				['blocks', 'u32', axis(input(0), 1) / 4],
				['hidden', 'u32', hidden],
				['hidden_blocks', 'u32', foldedColumns(hidden, 0).outputsAt / 4]
			],
			workgroups: isWide ? [width, 1] : linearWorkgroups(width, 4)
		};
	},
	withoutGradient: 'It is a gradient itself; losses are differentiated once.',

	float32: ({ size }) => size(0, 1) + 3,
	// A dot product and an outer one.
	flop: ({ input }) => 3 * elementCount(input(2)),
	anyCase(draw) {
		const { width, hidden, outputs } = anyFolded(draw);
		const { total } = foldedColumns(hidden, outputs);
		return {
			inputs: [f32(1, total), f32(1, width), f32(width, total), f32(width)],
			attributes: { hidden }
		};
	},
	cases: [
		{
			name: 'odd',
			inputs: [f32(1, 16), f32(1, 7), f32(7, 16), f32(7)],
			attributes: { hidden: 9 }
		},
		{
			name: 'many columns',
			inputs: [f32(1, 300), f32(1, 2), f32(2, 300), f32(2)],
			attributes: { hidden: 260 }
		}
	]
});
