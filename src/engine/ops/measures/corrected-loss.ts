import { axis, f32, u32 } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';
import { several, FLOAT32_ULP, type ErrorContext } from '../op-case.ts';
import { CORRECTED_ERRORS, CORRECTED_LOSSES } from './corrected-formulas.ts';
import { LANES_64, oneLane } from '../lanes.ts';

/**
 * -log softmax of the target; the mean over the n classes of the squared distance to its one-hot
 * vector; -log of its StableMax; the hinge max(0, 1 + z_j - z_y) of the largest wrong class; the
 * sum of the hinges of all wrong classes.
 */
const KINDS = ['softmax', 'squares', 'stablemax', 'hinge', 'hinges'] as const;

type CorrectionAttributes = {
	/** +1 adds the tables to the logits, -1 takes them away. */
	readonly sign: 1 | -1;
	/** The formula, see `KINDS`. */
	readonly kind: (typeof KINDS)[number];
	/** Bit g set: rows of group g count. The others give 0 and cost nothing. */
	readonly groups: number;
};

/**
 * From so many tables on, neighbouring lanes of a GPU take neighbouring tables; with fewer, 64
 * lanes share the classes of one row. Reasoned, not measured on a GPU.
 */
const SIDE_BY_SIDE_FROM_TABLES = 16;

/**
 * A corrected logit rounds once, by 2^-23 |z|; on top comes what the formula errs by. The answer
 * may differ where the two largest are closer than their roundings.
 */
function errorOf({ input, size, attributes }: ErrorContext<CorrectionAttributes>) {
	const [logits, tables, sums, targets, group] = [0, 1, 2, 3, 4].map(input);
	const [rows, columns, classes, count] = [size(0, 0), size(0, 1), size(1, 1), size(1, 2)];
	const loss = new Float64Array(rows * count);
	const isCorrect = new Float64Array(rows * count);
	for (let i = 0; i < rows * count; i++) {
		const [row, m] = [Math.floor(i / count), i % count];
		if (((attributes.groups >>> (group?.[row] ?? 0)) & 1) === 0) continue;
		const values = several(classes, (c) => {
			const at = ((sums?.[row] ?? 0) * classes + c) * count + m;
			return (logits?.[row * columns + c] ?? NaN) + attributes.sign * (tables?.[at] ?? NaN);
		});
		const target = targets?.[row] ?? 0;
		loss[i] = CORRECTED_ERRORS[attributes.kind](values, target);
		const [first = NaN, second = -Infinity] = values.toSorted((a, b) => b - a);
		const isClose = first - second <= FLOAT32_ULP * (Math.abs(first) + Math.abs(second));
		isCorrect[i] = isClose ? 1 : 0;
	}
	return [loss, isCorrect];
}

/**
 * Loss over the first n classes of logits[row, c] + sign * tables[sums[row], c, m], for every row
 * and table m: excluded loss, ablations in the logits. Inputs: logits f32 [rows, classes >= n],
 * tables f32 [n, n, count] as `frequency-tables` makes them, sums u32 [rows] (the tables' row that
 * belongs to a pair), targets u32 [rows], all below n, group u32 [rows] below 32. Outputs f32
 * [rows, count]: loss, and 1 where the first largest corrected logit is the target's. The softmax
 * is computed from the other classes, as in `softmax-cross-entropy`.
 */
export const correctedLoss = defineOp<CorrectionAttributes>({
	id: 'corrected-loss',
	infer(input) {
		const shape = [axis(input(0), 0), axis(input(1), 2)];
		return [f32(...shape), f32(...shape)];
	},
	reference({ input, output, inputShape, attributes }) {
		const [logits, tables, sums, targets, group] = [0, 1, 2, 3, 4].map(input);
		const [loss, isCorrect] = [output(0), output(1)];
		const [rows, columns] = [axis(inputShape(0), 0), axis(inputShape(0), 1)];
		const [classes, count] = [axis(inputShape(1), 1), axis(inputShape(1), 2)];
		const corrected = new Float64Array(classes);
		for (let i = 0; i < rows * count; i++) {
			const [row, m] = [Math.floor(i / count), i % count];
			loss[i] = isCorrect[i] = 0;
			if (((attributes.groups >>> (group?.[row] ?? 0)) & 1) === 0) continue;
			const target = targets?.[row] ?? 0;
			const from = (sums?.[row] ?? 0) * classes * count + m;
			let best = 0;
			for (let c = 0; c < classes; c++) {
				const correction = attributes.sign * (tables?.[from + c * count] ?? 0);
				corrected[c] = (logits?.[row * columns + c] ?? 0) + correction;
				if ((corrected[c] ?? 0) > (corrected[best] ?? 0)) best = c;
			}
			loss[i] = CORRECTED_LOSSES[attributes.kind](corrected, target, best);
			isCorrect[i] = best === target ? 1 : 0;
		}
	},
	wasm({ input }, { sign, kind, groups }) {
		const [rows, columns] = [axis(input(0), 0), axis(input(0), 1)];
		const [classes, tables] = [axis(input(1), 1), axis(input(1), 2)];
		const numbers = [columns, classes, tables, sign, KINDS.indexOf(kind), groups];
		const parts = { count: rows, ns: 3 * classes * Math.ceil(tables / 4) };
		const [tensors, ownScratch] = [[0, 1, 2, 3, 4, 5, 6], 16 * classes];
		return [{ kernel: 'correctedLoss', tensors, numbers, parts, ownScratch }];
	},
	kernel({ input }, { sign, kind, groups }, adapterKind) {
		const [rows, columns] = [axis(input(0), 0), axis(input(0), 1)];
		const [classes, tables] = [axis(input(1), 1), axis(input(1), 2)];
		const isShared = adapterKind === 'gpu' && tables < SIDE_BY_SIDE_FROM_TABLES;
		const lanes = isShared ? LANES_64 : oneLane();
		return {
			shader: 'corrected-loss',
			libraries: ['log1p', 'stablemax', ...lanes.libraries],
			overrides: { ...lanes.overrides, KIND: KINDS.indexOf(kind) },
			bindings: bindings(
				'logits',
				'tables',
				'sums:u32',
				'targets:u32',
				'group:u32',
				'*loss',
				'*is_correct'
			),
			params: [
				['count', 'u32', rows * tables],
				['columns', 'u32', columns],
				['classes', 'u32', classes],
				['table_count', 'u32', tables],
				['groups', 'u32', groups],
				['sign', 'f32', sign]
			],
			workgroups: linearWorkgroups(rows * tables, lanes.outputs)
		};
	},
	withoutGradient: 'It is a measure; no run is trained on it.',
	float32: errorOf,
	exponents: [0],
	// Correction (2), maximum, difference, exponential, sum; as if every row counted.
	flop: ({ input }) => 6 * axis(input(0), 0) * axis(input(1), 1) * axis(input(1), 2),
	anyCase(draw) {
		const [rows, classes] = [draw.whole(1, 60), draw.whole(2, 40)];
		const tables = draw.oneOf(draw.whole(1, 3), draw.whole(14, 24));
		return {
			inputs: [
				f32(rows, classes + draw.whole(0, 2)),
				f32(classes, classes, tables),
				u32(rows),
				u32(rows),
				u32(rows)
			],
			bounds: { 2: classes, 3: classes, 4: 3 },
			attributes: {
				sign: draw.oneOf(1, -1),
				kind: draw.oneOf(...KINDS),
				groups: draw.whole(0, 7)
			}
		};
	},
	cases: [
		{
			name: 'few tables, one class more than the group has',
			inputs: [f32(37, 12), f32(11, 11, 3), u32(37), u32(37), u32(37)],
			bounds: { 2: 11, 3: 11, 4: 3 },
			attributes: { sign: -1, kind: 'softmax', groups: 0b101 }
		},
		{
			name: 'squares, few tables',
			inputs: [f32(19, 6), f32(5, 5, 2), u32(19), u32(19), u32(19)],
			bounds: { 2: 5, 3: 5, 4: 2 },
			attributes: { sign: 1, kind: 'squares', groups: 0b11 }
		},
		{
			name: 'squares, many tables',
			inputs: [f32(9, 7), f32(7, 7, 17), u32(9), u32(9), u32(9)],
			bounds: { 2: 7, 3: 7, 4: 2 },
			attributes: { sign: -1, kind: 'squares', groups: 0b01 }
		},
		{
			name: 'many tables, added',
			inputs: [f32(9, 7), f32(7, 7, 18), u32(9), u32(9), u32(9)],
			bounds: { 2: 7, 3: 7, 4: 2 },
			attributes: { sign: 1, kind: 'softmax', groups: 0b11 }
		},
		{
			name: 'more classes than lanes',
			inputs: [f32(5, 131), f32(131, 131, 1), u32(5), u32(5), u32(5)],
			bounds: { 2: 131, 3: 131, 4: 1 },
			attributes: { sign: -1, kind: 'softmax', groups: 1 }
		},
		{
			name: 'StableMax, few tables',
			inputs: [f32(19, 6), f32(5, 5, 2), u32(19), u32(19), u32(19)],
			bounds: { 2: 5, 3: 5, 4: 2 },
			attributes: { sign: -1, kind: 'stablemax', groups: 0b11 }
		},
		{
			name: 'hinge of the largest, more classes than lanes',
			inputs: [f32(7, 70), f32(70, 70, 1), u32(7), u32(7), u32(7)],
			bounds: { 2: 70, 3: 70, 4: 2 },
			attributes: { sign: 1, kind: 'hinge', groups: 0b11 }
		},
		{
			name: 'hinges, many tables',
			inputs: [f32(9, 7), f32(7, 7, 18), u32(9), u32(9), u32(9)],
			bounds: { 2: 7, 3: 7, 4: 2 },
			attributes: { sign: -1, kind: 'hinges', groups: 0b11 }
		},
		{
			name: 'no group counts',
			inputs: [f32(3, 2), f32(2, 2, 2), u32(3), u32(3), u32(3)],
			bounds: { 2: 2, 3: 2, 4: 3 },
			attributes: { sign: -1, kind: 'softmax', groups: 0 }
		}
	]
});
