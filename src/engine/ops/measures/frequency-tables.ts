import { frequencyCount } from '../../core/fourier.ts';
import { axis, elementCount, f32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';
import { several } from '../op-case.ts';

type TableAttributes = {
	/** Adds the constant row's part to every table: what a restricted loss keeps. */
	readonly withConstant?: boolean;
};

/** Classes that one invocation computes. */
const COLUMNS = 8;

/**
 * tables[s, c, m] = sum over frequencies k of masks[m, k] (B[2k-1, s] P[2k-1, c] + B[2k, s] P[2k,
 * c]): what the masked frequencies of the sum s contribute to the logit of class c (Nanda et al.
 * 2023: restricted and excluded loss), from the spectrum P = B T of the mean logits T per sum. The
 * masks are innermost, so that neighbours in m load neighbours. Inputs: P f32 [n, columns >= n],
 * the orthonormal basis B f32 [n, columns >= n], masks f32 [count, floor(n / 2)], entry k - 1 for
 * frequency k, any weights. Zeros are skipped: masks of one frequency are cheap. For even n the
 * last frequency has one row. Output f32 [n, n, count].
 */
export const frequencyTables = defineOp<TableAttributes>({
	id: 'frequency-tables',
	infer(input) {
		const order = axis(input(0), 0);
		return [f32(order, order, axis(input(2), 0))];
	},
	reference({ input, output, inputShape, outputShape, attributes }) {
		const [spectrum, basis, masks, tables] = [input(0), input(1), input(2), output(0)];
		const [order, count] = [axis(inputShape(0), 0), axis(outputShape(0), 2)];
		const [columns, basisColumns] = [axis(inputShape(0), 1), axis(inputShape(1), 1)];
		const frequencies = axis(inputShape(2), 1);
		tables.fill(0);
		const addRow = (row: number, m: number, weight: number) => {
			for (let s = 0; s < order; s++) {
				const scale = weight * (basis[row * basisColumns + s] ?? 0);
				for (let c = 0; c < order; c++) {
					const at = (s * order + c) * count + m;
					tables[at] = (tables[at] ?? 0) + scale * (spectrum[row * columns + c] ?? 0);
				}
			}
		};
		for (let m = 0; m < count; m++) {
			if (attributes.withConstant === true) addRow(0, m, 1);
			for (let k = 1; k <= frequencies; k++) {
				const weight = masks[m * frequencies + k - 1] ?? 0;
				if (weight === 0) continue;
				addRow(2 * k - 1, m, weight);
				if (2 * k < order) addRow(2 * k, m, weight);
			}
		}
	},
	wasm({ input, output }, { withConstant = false }) {
		const [order, count] = [axis(output(0), 0), axis(output(0), 2)];
		const columns = [axis(input(0), 1), axis(input(1), 1)];
		const numbers = [order, ...columns, count, axis(input(2), 1), withConstant ? 1 : 0];
		// As if every mask had one frequency, hence two rows.
		const parts = { count: order, ns: 2 * count * order };
		return [{ kernel: 'frequencyTables', tensors: [0, 1, 2, 3], numbers, parts }];
	},
	kernel({ input, output }, { withConstant = false }) {
		const [order, masks] = [axis(output(0), 0), axis(output(0), 2)];
		const count = order * Math.ceil(order / COLUMNS) * masks;
		return {
			shader: 'frequency-tables',
			libraries: [],
			overrides: {},
			bindings: bindings('spectrum', 'basis', 'masks', '*tables'),
			params: [
				['count', 'u32', count],
				['order', 'u32', order],
				['columns', 'u32', axis(input(0), 1)],
				['basis_columns', 'u32', axis(input(1), 1)],
				['mask_count', 'u32', masks],
				['frequencies', 'u32', frequencyCount(order)],
				['constant', 'f32', withConstant ? 1 : 0]
			],
			workgroups: linearWorkgroups(count)
		};
	},
	withoutGradient: 'It is part of a measure; no loss depends on it.',
	// Two products onto a sum of at most n rows.
	float32: ({ size }) => size(0, 0) + 2,
	// Its mask is data: as if every table had one frequency, a product and a multiply-add for each
	// of its two rows.
	flop: ({ output }) => 6 * elementCount(output(0)),
	anyCase(draw) {
		const [order, count] = [draw.whole(2, 40), draw.whole(1, 20)];
		const frequencies = frequencyCount(order);
		// Weights of frequencies, most of them zero.
		const weights = several(count * frequencies, () => draw.oneOf(0, 0, 0, 1, 0.5, -2));
		return {
			inputs: [
				f32(order, order + draw.whole(0, 3)),
				f32(order, order + draw.whole(0, 3)),
				f32(count, frequencies)
			],
			fixed: { 2: weights },
			attributes: { withConstant: draw.oneOf(true, false) }
		};
	},
	cases: [
		{
			name: 'odd order, single frequencies and a pair',
			inputs: [f32(7, 7), f32(7, 7), f32(4, 3)],
			fixed: { 2: [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, -0.5] },
			attributes: {}
		},
		{
			name: 'even order, further columns, the constant',
			inputs: [f32(10, 11), f32(10, 13), f32(2, 5)],
			fixed: { 2: [0, 0, 0, 0, 1, 1, 1, 0, 0, 1] },
			attributes: { withConstant: true }
		},
		{ name: 'two residues', inputs: [f32(2, 3), f32(2, 2), f32(1, 1)], attributes: {} },
		{ name: 'dense', inputs: [f32(23, 24), f32(23, 23), f32(3, 11)], attributes: {} }
	]
});
