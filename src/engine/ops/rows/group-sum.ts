import { axis, elementCount, f32, u32 } from '../../core/tensor.ts';
import { bindings, defineOp, rowWorkgroups } from '../define.ts';
import { columnLanes, oneLane } from '../lanes.ts';

type GroupAttributes = {
	/** Number of groups. */
	readonly groups: number;
};

/**
 * Rows from which 32 lanes share a column on a GPU: reasoned from the length of a lane's sum, not
 * measured.
 */
const SHARED_FROM_ROWS = 64;

/**
 * y[g, j] = sum of x[row, j] over the rows of group g, in fixed order. x f32 [rows, columns], group
 * u32 [rows]; y f32 [groups, columns], zero for a group without rows. The host divides by the sizes
 * of the groups.
 */
export const groupSum = defineOp<GroupAttributes>({
	id: 'group-sum',
	infer: (input, { groups }) => [f32(groups, axis(input(0), 1))],
	reference({ input, output, inputShape, attributes }) {
		const [x, group, y] = [input(0), input(1), output(0)];
		const [rows, columns] = [axis(inputShape(0), 0), axis(inputShape(0), 1)];
		y.fill(0);
		for (let row = 0; row < rows; row++) {
			const g = group[row] ?? 0;
			if (g >= attributes.groups) continue;
			for (let j = 0; j < columns; j++) {
				const at = g * columns + j;
				y[at] = (y[at] ?? 0) + (x[row * columns + j] ?? 0);
			}
		}
	},
	kernel({ input }, { groups }, adapterKind) {
		const [rows, columns] = [axis(input(0), 0), axis(input(0), 1)];
		const isShared = adapterKind === 'gpu' && rows >= SHARED_FROM_ROWS;
		const lanes = isShared ? columnLanes(8) : oneLane();
		return {
			shader: 'group-sum',
			libraries: lanes.libraries,
			overrides: lanes.overrides,
			bindings: bindings('x', 'group:u32', '*y'),
			params: [
				['rows', 'u32', rows],
				['columns', 'u32', columns]
			],
			workgroups: rowWorkgroups(columns, groups, lanes.outputs)
		};
	},
	withoutGradient: 'It is part of a measure; no loss depends on it.',
	float32: ({ size }) => size(0, 0),
	flop: ({ input }) => elementCount(input(0)),
	anyCase(draw) {
		const [rows, groups] = [draw.whole(1, 300), draw.whole(1, 4)];
		return {
			inputs: [f32(rows, draw.whole(1, 50)), u32(rows)],
			bounds: { 1: groups },
			attributes: { groups }
		};
	},
	cases: [
		{
			name: 'odd',
			inputs: [f32(37, 5), u32(37)],
			bounds: { 1: 3 },
			attributes: { groups: 3 }
		},
		{
			name: 'many rows',
			inputs: [f32(203, 11), u32(203)],
			bounds: { 1: 3 },
			attributes: { groups: 3 }
		},
		{
			name: 'an empty group, and one beyond the last',
			inputs: [f32(4, 1), u32(4)],
			fixed: { 1: [2, 0, 2, 3] },
			attributes: { groups: 3 }
		}
	]
});
