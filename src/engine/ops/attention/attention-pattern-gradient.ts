import { axis, elementCount, f32, u32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';

type Context = { readonly context: number };

/** d_pattern[row, h, j] = sum over d of d_z[row, h, d] values[h, index[row, j], d]. */
export const attentionPatternGradient = defineOp<Context>({
	id: 'attention-pattern-gradient',
	infer: (input, { context }) => [f32(axis(input(0), 0), axis(input(1), 0), context)],
	reference({ input, output, inputShape, outputShape, attributes: { context } }) {
		const [dz, values, index, result] = [input(0), input(1), input(2), output(0)];
		const [rows, heads] = [axis(outputShape(0), 0), axis(outputShape(0), 1)];
		const [tableRows, dHead] = [axis(inputShape(1), 1), axis(inputShape(1), 2)];
		for (let i = 0; i < rows * heads; i++) {
			const [row, h] = [Math.floor(i / heads), i % heads];
			for (let j = 0; j < context; j++) {
				const from = (h * tableRows + (index[row * context + j] ?? 0)) * dHead;
				let dot = 0;
				for (let d = 0; d < dHead; d++) dot += (dz[i * dHead + d] ?? 0) * (values[from + d] ?? 0);
				result[i * context + j] = dot;
			}
		}
	},
	kernel({ input, output }, { context }) {
		const count = axis(output(0), 0) * axis(output(0), 1) * context;
		return {
			shader: 'attention-pattern-gradient',
			libraries: [],
			overrides: {},
			bindings: bindings('d_z', 'values', 'index:u32', '*d_pattern'),
			params: [
				['count', 'u32', count],
				['heads', 'u32', axis(output(0), 1)],
				['table_rows', 'u32', axis(input(1), 1)],
				['d_head', 'u32', axis(input(1), 2)],
				['context', 'u32', context]
			],
			workgroups: linearWorkgroups(count)
		};
	},
	withoutGradient: 'It is a gradient itself; losses are differentiated once.',

	float32: ({ size }) => size(1, 2) + 1,
	flop: ({ input, output }) => 2 * elementCount(output(0)) * axis(input(1), -1),
	anyCase(draw) {
		const [rows, heads, context] = [draw.whole(1, 40), draw.whole(1, 6), draw.whole(1, 4)];
		const [tableRows, dHead] = [draw.whole(1, 30), draw.whole(1, 9)];
		return {
			inputs: [f32(rows, heads * dHead), f32(heads, tableRows, dHead), u32(rows * context)],
			bounds: { 2: tableRows },
			attributes: { context }
		};
	},
	cases: [
		{
			name: 'odd',
			inputs: [f32(17, 15), f32(3, 9, 5), u32(51)],
			bounds: { 2: 9 },
			attributes: { context: 3 }
		}
	]
});
