import { f32, padded, u32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';
import { MUON_SCALARS } from './muon-direction.ts';
import {
	anyLayout,
	layoutNumbers,
	layoutParams,
	matrixElements,
	placeInMatrix,
	type MatrixLayout
} from './muon-matrices.ts';
import { FLOAT32_ULP } from '../op-case.ts';

type UpdateAttributes = MatrixLayout & {
	/** Factor on the rate. */
	readonly scale: number;
};

/**
 * w -= lr wd w + lr scale y, in place on a part of the flat weights (input 0). Input 1:
 * orthogonalized directions [batch, inputs, outputs], each matrix row by row; 2: schedule [updates,
 * 5] as of `muon-direction`; 3: clock u32 [1].
 */
export const muonUpdate = defineOp<UpdateAttributes>({
	id: 'muon-update',
	updates: [0],
	infer: () => [],
	reference({ input, attributes }) {
		const [weights, direction] = [input(0), input(1)];
		const row = (input(3)[0] ?? 0) * MUON_SCALARS;
		const [decay = 0, rate = 0] = input(2).subarray(row, row + MUON_SCALARS);
		for (let i = 0; i < matrixElements(attributes); i++) {
			const change = rate * attributes.scale * (direction[placeInMatrix(i, attributes)] ?? 0);
			weights[i] = (weights[i] ?? 0) * (1 - decay) - change;
		}
	},
	wasm: (_, attributes) => [
		{
			kernel: 'muonUpdate',
			tensors: [0, 1, 2, 3],
			numbers: [...layoutNumbers(attributes), attributes.scale]
		}
	],
	kernel: (_, attributes) => ({
		shader: 'muon-update',
		libraries: ['muon-matrices'],
		overrides: {},
		bindings: bindings('*weights', 'y', 'schedule', 'clock:u32'),
		params: [...layoutParams(attributes), ['scale', 'f32', attributes.scale]],
		workgroups: linearWorkgroups(matrixElements(attributes))
	}),
	withoutGradient: 'It changes weights after the gradient.',
	// The decay's product and difference; three products; the last difference.
	float32({ input, attributes }) {
		const row = (input(3)[0] ?? 0) * MUON_SCALARS;
		const [decay = 0, rate = 0] = input(2).subarray(row, row + MUON_SCALARS);
		return [
			Float64Array.from(input(0), (weight, i) => {
				const direction = input(1)[placeInMatrix(i, attributes)] ?? 0;
				const change = Math.abs(rate * attributes.scale * direction);
				return FLOAT32_ULP * (3 * Math.abs(weight) * (1 + decay) + 5 * change);
			})
		];
	},
	flop: (_, attributes) => 5 * matrixElements(attributes),
	anyCase(draw) {
		const layout = anyLayout(draw);
		const { batch, inputs, outputs } = layout;
		return {
			inputs: [
				f32(padded(matrixElements(layout))),
				f32(batch, inputs, outputs),
				f32(2, MUON_SCALARS),
				u32(1)
			],
			fixed: { 2: [0, 0, 0, 0, 0, 0.01, 0.1, 0.9, 0.1, 1], 3: [1] },
			attributes: { ...layout, scale: draw.oneOf(1, 2) }
		};
	},
	cases: [
		{
			name: 'heads side by side, padded',
			inputs: [f32(128), f32(2, 5, 6), f32(1, MUON_SCALARS), u32(1)],
			fixed: { 2: [0.01, 0.1, 0.95, 0.05, 1], 3: [0] },
			attributes: { batch: 2, inputs: 5, outputs: 6, heads: 3, scale: 1.5 }
		}
	]
});
