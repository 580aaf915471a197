import fc from 'fast-check';
import { f32, u32 } from '../../src/engine/core/tensor.ts';
import { MOST_APPENDED } from '../../src/engine/ops/append-rows.ts';
import type { OpCase } from '../../src/engine/ops/op-case.ts';
import { MOST_TENSORS } from '../../src/engine/ops/tensor-square-sum.ts';
import { FOLDED_CASES } from './arbitraries-folded.ts';
import { opCase, size } from './arbitrary-cases.ts';

const shape = fc.array(size(13), { minLength: 1, maxLength: 3 });
const elementwise = (
	count: number,
	attributes: fc.Arbitrary<OpCase['attributes']> = fc.constant({})
) =>
	fc.tuple(shape, attributes).map(([dims, chosen]) =>
		opCase(
			Array.from({ length: count }, () => f32(...dims)),
			{ attributes: chosen }
		)
	);

/** A long k split into parts of any length, the last one shorter. */
const splitMatmul = fc
	.tuple(size(70), size(70), size(90), size(40), fc.boolean())
	.map(([m, n, k, length, transposeA]) =>
		opCase([transposeA ? f32(k, m) : f32(m, k), f32(k, n)], {
			attributes: { transposeA, splits: Math.ceil(k / length) },
			refusesGradient: true
		})
	);

/** Any batching and any transposes. */
const wholeMatmul = fc
	.record({
		m: size(70),
		n: size(70),
		k: size(40),
		batch: fc.constantFrom(undefined, 1, 2, 3),
		shares: fc.constantFrom<'none' | 'a' | 'b'>('none', 'a', 'b'),
		transposeA: fc.boolean(),
		transposeB: fc.boolean(),
		alpha: fc.constantFrom(1, -0.5, 0.3, 4)
	})
	.map(({ m, n, k, batch, shares, transposeA, transposeB, alpha }) => {
		const of = (name: 'a' | 'b', rows: number, columns: number) =>
			batch === undefined || shares === name ? f32(rows, columns) : f32(batch, rows, columns);
		return opCase(
			[transposeA ? of('a', k, m) : of('a', m, k), transposeB ? of('b', n, k) : of('b', k, n)],
			{ attributes: { transposeA, transposeB, alpha } }
		);
	});

const linear = fc
	.tuple(size(70), size(40), size(70), fc.constantFrom('none', 'relu'))
	.map(([rows, k, n, activation]) =>
		opCase([f32(rows, k), f32(k, n), f32(n)], { attributes: { activation } })
	);

const rowsOfClasses = fc
	.tuple(size(150), size(40, 2))
	.map(([rows, classes]) => opCase([f32(rows, classes), u32(rows)], { bounds: { 1: classes } }));

const segmentSum = fc
	.tuple(size(200), size(20), size(30))
	.map(([count, columns, segments]) =>
		opCase([f32(count, columns), u32(count), u32(segments + 1)], { indexLists: [[1, 2]] })
	);

const gatherRows = fc
	.tuple(size(30), size(20), size(200))
	.map(([segments, columns, count]) =>
		opCase([f32(segments, columns), u32(count)], { bounds: { 1: segments } })
	);

const gatherAdd = fc
	.tuple(size(30), size(30), size(20), size(200))
	.map(([left, right, columns, count]) =>
		opCase([f32(left, columns), f32(right, columns), u32(count), u32(count)], {
			bounds: { 2: left, 3: right }
		})
	);

const attention = fc.record({
	rows: size(40),
	heads: size(6),
	context: size(4),
	tableRows: size(30),
	dHead: size(9)
});

const update = (buffers: number, scalars: number, positive: readonly number[]) =>
	fc.tuple(size(300), size(4)).chain(([count, slots]) =>
		fc.nat(slots - 1).map((clock) =>
			opCase(
				[...Array.from({ length: buffers }, () => f32(count)), f32(slots, scalars), u32(1)],
				// Rates, decays and momenta are never negative, nor are second moments.
				{ positive: [...positive, buffers], fixed: { [buffers + 1]: [clock] } }
			)
		)
	);

/** Weights of frequencies, most of them zero. */
const frequencyTables = fc
	.tuple(size(40, 2), size(20), size(3, 0), size(3, 0), fc.boolean())
	.chain(([order, count, extra, basisExtra, withConstant]) => {
		const frequencies = Math.floor(order / 2);
		const weights = fc.array(fc.constantFrom(0, 0, 0, 1, 0.5, -2), {
			minLength: count * frequencies,
			maxLength: count * frequencies
		});
		const inputs = [
			f32(order, order + extra),
			f32(order, order + basisExtra),
			f32(count, frequencies)
		];
		return weights.map((values) =>
			opCase(inputs, { fixed: { 2: values }, attributes: { withConstant } })
		);
	});

const correctedLoss = fc
	.record({
		rows: size(60),
		classes: size(40, 2),
		extra: size(2, 0),
		tables: fc.oneof(size(3), size(24, 14)),
		sign: fc.constantFrom(1, -1),
		kind: fc.constantFrom('softmax', 'squares'),
		groups: fc.nat(7)
	})
	.map(({ rows, classes, extra, tables, sign, kind, groups }) =>
		opCase(
			[f32(rows, classes + extra), f32(classes, classes, tables), u32(rows), u32(rows), u32(rows)],
			{ bounds: { 2: classes, 3: classes, 4: 3 }, attributes: { sign, kind, groups } }
		)
	);

/** Any frequencies of any order, 0 for none among them. */
const frequencyCounts = size(140, 2).chain((order) =>
	fc
		.array(fc.integer({ min: 0, max: Math.floor(order / 2) }), { minLength: 1, maxLength: 200 })
		.map((named) => opCase([f32(named.length)], { fixed: { 0: named }, attributes: { order } }))
);

const frequencyMask = fc
	.tuple(
		size(120, 2),
		fc.constantFrom(0.5, 1, 1.3),
		fc.constantFrom(0, 0.25, 0.8),
		size(12, 0),
		fc.constantFrom(0, 1)
	)
	.chain(([order, ratio, ofLargest, most, ofConstant]) => {
		const frequencies = Math.floor(order / 2);
		const given = fc.array(fc.constantFrom(-1, -1, -1, -1, 0, 1), {
			minLength: frequencies,
			maxLength: frequencies
		});
		return given.map((values) =>
			opCase([f32(order), f32(4), f32(frequencies)], {
				positive: [0],
				fixed: { 1: [ratio / frequencies, ofLargest, most, ofConstant], 2: values }
			})
		);
	});

/** Cases of any shape that an op takes, by op id. Every op must have one, which a test checks. */
export const OP_CASES: Readonly<Record<string, fc.Arbitrary<OpCase>>> = {
	...FOLDED_CASES,
	'adamw-update': update(4, 8, [2]),
	add: elementwise(2),
	'append-rows': fc
		.record({
			slots: size(5),
			sizes: fc.array(size(150), { minLength: 1, maxLength: MOST_APPENDED }),
			at: size(9, 0),
			rest: size(9, 0)
		})
		.chain(({ slots, sizes, at, rest }) => {
			const width = at + rest + sizes.reduce((sum, length) => sum + length, 0);
			const inputs = [f32(slots, width), u32(1), ...sizes.map((length) => f32(length))];
			const attributes = { count: sizes.length, at };
			return fc
				.nat(slots - 1)
				.map((clock) => opCase(inputs, { fixed: { 1: [clock] }, attributes }));
		}),
	'argmax-rows': fc
		.tuple(size(150), size(140), size(3, 0))
		.map(([rows, classes, extra]) =>
			opCase([f32(rows, classes + extra)], { attributes: { classes } })
		),
	'attention-pattern-gradient': attention.map(({ rows, heads, context, tableRows, dHead }) =>
		opCase([f32(rows, heads * dHead), f32(heads, tableRows, dHead), u32(rows * context)], {
			bounds: { 2: tableRows },
			attributes: { context }
		})
	),
	'attention-value-gradient': attention.map(({ rows, heads, context, tableRows, dHead }) =>
		opCase(
			[
				f32(rows, heads * dHead),
				f32(rows, heads, context),
				u32(rows * context),
				u32(tableRows + 1)
			],
			{ indexLists: [[2, 3]] }
		)
	),
	'attention-values': attention.map(({ rows, heads, context, tableRows, dHead }) =>
		opCase([f32(rows, heads, context), f32(heads, tableRows, dHead), u32(rows * context)], {
			bounds: { 2: tableRows }
		})
	),
	blend: fc
		.tuple(size(60), size(60))
		.map(([rows, columns]) => opCase([f32(rows, columns), f32(columns), f32(2)])),
	'column-square-sum': fc
		.tuple(size(300), size(50))
		.map(([rows, columns]) => opCase([f32(rows, columns)])),
	'column-sum': fc
		.tuple(size(300), size(50))
		.map(([rows, columns]) => opCase([f32(rows, columns)])),
	copy: elementwise(1),
	'corrected-loss': correctedLoss,
	'frequency-counts': frequencyCounts,
	'frequency-mask': frequencyMask,
	'frequency-tables': frequencyTables,
	'gather-add': gatherAdd,
	'gather-rows': gatherRows,
	'group-sum': fc
		.tuple(size(300), size(50), size(4))
		.map(([rows, columns, groups]) =>
			opCase([f32(rows, columns), u32(rows)], { bounds: { 1: groups }, attributes: { groups } })
		),
	linear,
	matmul: fc.oneof({ weight: 3, arbitrary: wholeMatmul }, { weight: 1, arbitrary: splitMatmul }),
	'matmul-add': fc
		.tuple(size(70), size(40), size(70))
		.map(([m, k, n]) => opCase([f32(m, k), f32(k, n), f32(m, n)])),
	'mean-squared-error': rowsOfClasses,
	multiply: elementwise(2, fc.constantFrom({ alpha: 1 }, { alpha: -0.25 }, { alpha: 3 })),
	'neuron-frequencies': fc.tuple(size(40, 2), size(80)).map(([order, neurons]) =>
		opCase([...Array.from({ length: 4 }, () => f32(order, neurons)), f32(neurons)], {
			positive: [4]
		})
	),
	'record-metrics': fc.tuple(size(4), size(4), size(300)).chain(([slots, groups, rows]) =>
		fc.nat(slots - 1).map((clock) =>
			opCase([f32(slots, groups, 2), u32(1), f32(rows), f32(rows), u32(rows)], {
				bounds: { 4: groups },
				fixed: { 1: [clock] }
			})
		)
	),
	'relu-backward': elementwise(2),
	'segment-sum': segmentSum,
	'sgd-update': update(3, 6, []),
	'softmax-cross-entropy': rowsOfClasses,
	'square-sum': fc
		.tuple(size(40), size(300))
		.map(([rows, columns]) => opCase([f32(rows, columns)])),
	square: elementwise(1),
	'tensor-square-sum': fc
		.tuple(
			fc.array(shape, { minLength: 1, maxLength: MOST_TENSORS }),
			fc.constantFrom(1, 0.5, 65536)
		)
		.map(([shapes, scale]) =>
			opCase(
				shapes.map((dims) => f32(...dims)),
				{ attributes: { count: shapes.length, scale } }
			)
		)
};
