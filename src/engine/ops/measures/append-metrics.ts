import { axis, elementCount, f32, u32 } from '../../core/tensor.ts';
import { bindings, defineOp } from '../define.ts';

/**
 * Sums of per-row loss and correctness by group, written to row `clock` of a ring; then the clock
 * is increased by 1. The last op of a segment. Inputs: ring [entries, groups, 2] and clock u32 [1],
 * both changed; loss [rows]; isCorrect [rows]; group u32 [rows]. The host divides by the sizes of
 * the groups.
 */
export const appendMetrics = defineOp({
	id: 'append-metrics',
	updates: [0, 1],
	infer: () => [],
	reference({ input, inputShape }) {
		const [ring, clock, loss, isCorrect, group] = [
			input(0),
			input(1),
			input(2),
			input(3),
			input(4)
		];
		const groups = axis(inputShape(0), 1);
		const start = (clock[0] ?? 0) * groups * 2;
		ring.fill(0, start, start + groups * 2);
		for (let row = 0; row < loss.length; row++) {
			const at = start + (group[row] ?? 0) * 2;
			ring[at] = (ring[at] ?? 0) + (loss[row] ?? 0);
			ring[at + 1] = (ring[at + 1] ?? 0) + (isCorrect[row] ?? 0);
		}
		clock[0] = (clock[0] ?? 0) + 1;
	},
	kernel: ({ input }, _, adapterKind) => ({
		shader: adapterKind === 'gpu' ? 'append-metrics-wide' : 'append-metrics',
		libraries: ['append-metrics-bindings', ...(adapterKind === 'gpu' ? [] : ['workgroup-sum'])],
		overrides: {},
		bindings: bindings('*ring', '*clock:u32', 'loss', 'is_correct', 'group:u32'),
		params: [
			['rows', 'u32', axis(input(2), 0)],
			['groups', 'u32', axis(input(0), 1)]
		],
		workgroups: [1, 1]
	}),
	withoutGradient: 'It stores values that no loss depends on.',
	// Sums of at most all rows; the clock is counted exactly.
	float32: ({ size }) => [size(2, 0), 0],
	flop: ({ input }) => 2 * elementCount(input(2)),
	// Loss, correctness and group of every row; one row of the ring, and the clock twice.
	bytes: ({ input }) => 4 * (3 * axis(input(2), 0) + 2 * axis(input(0), 1) + 2),
	anyCase(draw) {
		const [entries, groups, rows] = [draw.whole(1, 4), draw.whole(1, 4), draw.whole(1, 300)];
		return {
			inputs: [f32(entries, groups, 2), u32(1), f32(rows), f32(rows), u32(rows)],
			bounds: { 4: groups },
			fixed: { 1: [draw.whole(0, entries - 1)] },
			attributes: {}
		};
	},
	cases: [
		{
			name: 'three groups',
			inputs: [f32(4, 3, 2), u32(1), f32(133), f32(133), u32(133)],
			bounds: { 4: 3 },
			fixed: { 1: [2] },
			attributes: {}
		},
		{
			name: 'six groups, many rows',
			inputs: [f32(2, 6, 2), u32(1), f32(1300), f32(1300), u32(1300)],
			bounds: { 4: 6 },
			fixed: { 1: [1] },
			attributes: {}
		}
	]
});
