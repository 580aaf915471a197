import fc from 'fast-check';
import { f32, u32, type TensorSpec } from '../../src/engine/core/tensor.ts';
import type { OpCase } from '../../src/engine/ops/define.ts';

/** Properties are drawn from a fixed seed, so that a run of the tests means the same everywhere. */
export const SEED = 20_231_113;

const size = (max: number, min = 1) => fc.integer({ min, max });
const opCase = (inputs: readonly TensorSpec[], rest: Partial<OpCase> = {}): OpCase => ({
	name: inputs.map(({ shape }) => `[${shape.join(', ')}]`).join(' '),
	inputs,
	attributes: {},
	...rest
});

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
			attributes: { transposeA, splits: Math.ceil(k / length) }
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
	.tuple(size(200), size(20), size(30), fc.boolean())
	.map(([count, columns, segments, transpose]) =>
		opCase([f32(count, columns), u32(count), u32(segments + 1)], {
			indexLists: [[1, 2]],
			attributes: { transpose }
		})
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

/** Cases of any shape that an op takes, by op id. Every op must have one, which a test checks. */
export const OP_CASES: Readonly<Record<string, fc.Arbitrary<OpCase>>> = {
	'adamw-update': update(4, 8, [2]),
	add: elementwise(2),
	'append-rows': fc
		.tuple(size(5), size(200))
		.chain(([slots, count]) =>
			fc
				.nat(slots - 1)
				.map((clock) => opCase([f32(slots, count), f32(count), u32(1)], { fixed: { 2: [clock] } }))
		),
	'attention-mix': fc
		.tuple(attention, fc.constantFrom('none', 'relu'), fc.nat(2))
		.map(([{ rows, heads, context, tableRows, dHead }, activation, leftOut]) =>
			opCase(
				[
					f32(rows, heads, context + leftOut),
					f32(heads, tableRows, dHead),
					u32(rows * context),
					f32(dHead)
				],
				{ bounds: { 2: tableRows }, attributes: { activation } }
			)
		),
	'attention-mix-pattern-gradient': fc
		.tuple(attention, fc.nat(2))
		.map(([{ rows, heads, context, tableRows, dHead }, leftOut]) =>
			opCase([f32(rows, dHead), f32(heads, tableRows, dHead), u32(rows * context)], {
				bounds: { 2: tableRows },
				attributes: { width: context + leftOut }
			})
		),
	'attention-mix-table-gradient': fc
		.tuple(attention, fc.nat(2))
		.map(([{ rows, heads, context, tableRows, dHead }, leftOut]) =>
			opCase(
				[
					f32(rows, dHead),
					f32(rows, heads, context + leftOut),
					u32(rows * context),
					u32(tableRows + 1)
				],
				{ indexLists: [[2, 3]] }
			)
		),
	'attention-pattern-gradient': attention.map(({ rows, heads, context, tableRows, dHead }) =>
		opCase([f32(rows, heads * dHead), f32(heads, tableRows, dHead), u32(rows * context)], {
			bounds: { 2: tableRows },
			attributes: { context }
		})
	),
	'attention-softmax-backward': attention.map(({ rows, heads, context }) =>
		opCase([f32(rows, heads, context), f32(rows, heads, context)])
	),
	'attention-softmax': attention.map(({ rows, heads, context, tableRows }) =>
		opCase([f32(heads, tableRows), u32(rows * context)], {
			bounds: { 1: tableRows },
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
	'column-sum': fc
		.tuple(size(300), size(50))
		.map(([rows, columns]) => opCase([f32(rows, columns)])),
	copy: elementwise(1),
	'gather-add': gatherAdd,
	'gather-rows': gatherRows,
	linear,
	matmul: fc.oneof({ weight: 3, arbitrary: wholeMatmul }, { weight: 1, arbitrary: splitMatmul }),
	'matmul-add': fc
		.tuple(size(70), size(40), size(70))
		.map(([m, k, n]) => opCase([f32(m, k), f32(k, n), f32(m, n)])),
	'mean-squared-error': rowsOfClasses,
	multiply: elementwise(2, fc.constantFrom({ alpha: 1 }, { alpha: -0.25 }, { alpha: 3 })),
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
	square: elementwise(1)
};
