import { f32, padded, u32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';
import {
	anyLayout,
	layoutNumbers,
	layoutParams,
	matrixElements,
	placeInMatrix,
	type MatrixLayout
} from './muon-matrices.ts';

/** Row of the schedule: lr wd, lr, momentum, 1 - momentum, 1 for Nesterov. */
export const MUON_SCALARS = 5;

/**
 * Muon's momentum, m = momentum m + (1 - momentum) g, in place on a part of the flat buffer (input
 * 0), and the direction to be orthogonalized: m, or g and m mixed once more for Nesterov. Output
 * [batch, inputs, outputs], each matrix row by row. Input 1: gradients; 2: schedule [updates, 5];
 * 3: clock u32 [1]. The padding of the part is not changed.
 */
export const muonDirection = defineOp<MatrixLayout>({
	id: 'muon-direction',
	updates: [0],
	infer: (_, { batch, inputs, outputs }) => [f32(batch, inputs, outputs)],
	reference({ input, output, attributes }) {
		const [moment, gradients] = [input(0), input(1)];
		const row = (input(3)[0] ?? 0) * MUON_SCALARS;
		const [, , kept = 0, gain = 0, nesterov = 0] = input(2).subarray(row, row + MUON_SCALARS);
		for (let i = 0; i < matrixElements(attributes); i++) {
			const gradient = gradients[i] ?? 0;
			const moved = kept * (moment[i] ?? 0) + gain * gradient;
			moment[i] = moved;
			output(0)[placeInMatrix(i, attributes)] =
				nesterov === 1 ? kept * moved + gain * gradient : moved;
		}
	},
	wasm: (_, attributes) => [
		{ kernel: 'muonDirection', tensors: [0, 1, 2, 3, 4], numbers: layoutNumbers(attributes) }
	],
	kernel: (_, attributes) => ({
		shader: 'muon-direction',
		libraries: ['muon-matrices'],
		overrides: {},
		bindings: bindings('*moment', 'gradients', 'schedule', 'clock:u32', '*y'),
		params: layoutParams(attributes),
		workgroups: linearWorkgroups(matrixElements(attributes))
	}),
	withoutGradient: 'It makes updates of weights, which no loss depends on.',
	// Two products and a sum, twice for Nesterov.
	float32: () => [6, 3],
	flop: (_, attributes) => 6 * matrixElements(attributes),
	anyCase(draw) {
		const attributes = anyLayout(draw);
		const count = padded(matrixElements(attributes));
		return {
			inputs: [f32(count), f32(count), f32(2, MUON_SCALARS), u32(1)],
			fixed: { 2: [0, 0, 0, 0, 0, 0.01, 0.1, 0.9, 0.1, draw.oneOf(0, 1)], 3: [1] },
			attributes
		};
	},
	cases: [
		{
			name: 'heads side by side, padded',
			inputs: [f32(128), f32(128), f32(1, MUON_SCALARS), u32(1)],
			fixed: { 2: [0.01, 0.1, 0.95, 0.05, 1], 3: [0] },
			attributes: { batch: 2, inputs: 5, outputs: 6, heads: 3 }
		}
	]
});
