import { axis, elementCount, f32, u32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';
import { longestSegment } from '../op-case.ts';
import { columnLanes, oneLane } from '../lanes.ts';

/** Mean entries of a table row from which lanes share them on a GPU. */
const SHARED_FROM_ENTRIES = 8;

/**
 * d_values[h, t, d] = sum over the entries e = (row, j) that point at table row t of
 * pattern[row, h, j] d_z[row, h, d]: a weighted segment sum in fixed order.
 */
export const attentionValueGradient = defineOp({
	id: 'attention-value-gradient',
	infer(input) {
		const heads = axis(input(1), 1);
		return [f32(heads, axis(input(3), 0) - 1, axis(input(0), 1) / heads)];
	},
	reference({ input, output, inputShape, outputShape }) {
		const [dz, pattern, order, offsets, result] = [
			input(0),
			input(1),
			input(2),
			input(3),
			output(0)
		];
		const context = axis(inputShape(1), 2);
		const [heads, tableRows, dHead] = [
			axis(outputShape(0), 0),
			axis(outputShape(0), 1),
			axis(outputShape(0), 2)
		];
		result.fill(0);
		for (let i = 0; i < heads * tableRows; i++) {
			const [h, t] = [Math.floor(i / tableRows), i % tableRows];
			for (let e = offsets[t] ?? 0; e < (offsets[t + 1] ?? 0); e++) {
				const entry = order[e] ?? 0;
				const row = Math.floor(entry / context);
				const weight = pattern[(row * heads + h) * context + (entry % context)] ?? 0;
				const from = (row * heads + h) * dHead;
				for (let d = 0; d < dHead; d++) {
					result[i * dHead + d] = (result[i * dHead + d] ?? 0) + weight * (dz[from + d] ?? 0);
				}
			}
		}
	},
	kernel({ input, output }, _, adapterKind) {
		const [heads, tableRows, dHead] = [axis(output(0), 0), axis(output(0), 1), axis(output(0), 2)];
		const isShared = adapterKind === 'gpu' && axis(input(2), 0) >= SHARED_FROM_ENTRIES * tableRows;
		const lanes = isShared ? columnLanes(8) : oneLane();
		// The columns of a workgroup of several lanes are of one head and table row.
		const columns = isShared ? Math.ceil(dHead / lanes.outputs) * lanes.outputs : dHead;
		const count = heads * tableRows * columns;
		return {
			shader: 'attention-value-gradient',
			libraries: lanes.libraries,
			overrides: lanes.overrides,
			bindings: bindings('d_z', 'pattern', 'order:u32', 'offsets:u32', '*d_values'),
			params: [
				['count', 'u32', count],
				['heads', 'u32', heads],
				['table_rows', 'u32', tableRows],
				['d_head', 'u32', dHead],
				['context', 'u32', axis(input(1), 2)],
				['columns', 'u32', columns]
			],
			workgroups: linearWorkgroups(count, lanes.outputs)
		};
	},
	withoutGradient: 'It is a gradient itself; losses are differentiated once.',

	float32: ({ input }) => longestSegment(input(3)) + 1,
	flop: ({ input, output }) => 2 * elementCount(input(1)) * axis(output(0), -1),
	anyCase(draw) {
		const [rows, heads, context] = [draw.whole(1, 40), draw.whole(1, 6), draw.whole(1, 4)];
		return {
			inputs: [
				f32(rows, heads * draw.whole(1, 9)),
				f32(rows, heads, context),
				u32(rows * context),
				u32(draw.whole(1, 30) + 1)
			],
			indexLists: [[2, 3]],
			attributes: {}
		};
	},
	cases: [
		{
			name: 'odd',
			inputs: [f32(17, 15), f32(17, 3, 3), u32(51), u32(10)],
			indexLists: [[2, 3]],
			attributes: {}
		},
		{
			name: 'long rows',
			inputs: [f32(70, 22), f32(70, 2, 3), u32(210), u32(4)],
			indexLists: [[2, 3]],
			attributes: {}
		}
	]
});
