import fc from 'fast-check';
import { f32, u32 } from '../../src/engine/core/tensor.ts';
import { groupBySegment } from '../../src/engine/graph/group-by-segment.ts';
import type { OpCase } from '../../src/engine/ops/op-case.ts';
import { foldedColumns } from '../../src/engine/ops/folded-columns.ts';
import { opCase, size } from './arbitrary-cases.ts';

const attention = fc.record({
	rows: size(40),
	heads: size(6),
	context: size(4),
	leftOut: fc.nat(2),
	tableRows: size(30),
	hidden: size(25),
	outputs: size(9)
});

const folded = fc.record({
	residues: size(9),
	width: size(9),
	heads: size(5),
	dHead: size(6),
	hidden: size(25),
	outputs: size(9)
});

/** Entries that point at table rows, and the same grouped by row. */
const index = (count: number, segments: number) =>
	fc
		.array(fc.nat(segments - 1), { minLength: count, maxLength: count })
		.map((entries) => ({ entries, ...groupBySegment(Uint32Array.from(entries), segments) }));

const matmulGradients = fc
	.record({
		m: size(70),
		n: size(70),
		k: size(40),
		batch: fc.constantFrom(undefined, 1, 2, 3),
		shares: fc.constantFrom<'none' | 'a' | 'b'>('none', 'a', 'b'),
		addTo: fc.constantFrom<'none' | 'a' | 'b'>('none', 'a', 'b'),
		alpha: fc.constantFrom(1, -0.5)
	})
	.filter(({ batch, shares }) => batch !== undefined || shares === 'none')
	.map(({ m, n, k, batch, shares, addTo, alpha }) => {
		const of = (name: 'a' | 'b' | 'c', rows: number, columns: number) =>
			batch === undefined || shares === name ? f32(rows, columns) : f32(batch, rows, columns);
		const [a, b] = [of('a', m, k), of('b', k, n)];
		const added = { none: [], a: [a], b: [b] }[addTo];
		return opCase([a, b, of('c', m, n), ...added], { attributes: { alpha, addTo } });
	});

/** Cases of any shape for the ops of the folded formulation and their gradients, by op id. */
export const FOLDED_CASES: Readonly<Record<string, fc.Arbitrary<OpCase>>> = {
	'attention-mix': attention.map(
		({ rows, heads, context, leftOut, tableRows, hidden, outputs }) => {
			const { total } = foldedColumns(hidden, outputs);
			return opCase(
				[
					f32(rows, heads, context + leftOut),
					f32(heads, tableRows, total),
					u32(rows * context),
					f32(tableRows, total)
				],
				{ bounds: { 2: tableRows }, attributes: { hidden, outputs } }
			);
		}
	),
	'attention-mix-pattern-gradient': attention.chain((sizes) => {
		const { rows, heads, context, leftOut, tableRows, hidden, outputs } = sizes;
		const count = rows * context;
		const { total, outputsAt } = foldedColumns(hidden, outputs);
		const isReal = (f: number) => f < hidden || (f >= outputsAt && f < outputsAt + outputs);
		// Padding columns of a table are zero.
		const table = Array.from({ length: heads * tableRows * total }, (_, i) =>
			isReal(i % total) ? Math.fround(Math.sin(i)) : 0
		);
		return index(count, tableRows).map(({ entries, order, offsets }) =>
			opCase(
				[
					f32(rows, hidden),
					f32(rows, outputs),
					f32(heads, tableRows, total),
					u32(count),
					u32(count),
					u32(tableRows + 1)
				],
				{
					fixed: { 2: table, 3: entries, 4: [...order], 5: [...offsets] },
					attributes: { width: context + leftOut }
				}
			)
		);
	}),
	'attention-mix-table-gradient': fc
		.tuple(attention, fc.nat(30))
		.map(([{ rows, heads, context, leftOut, tableRows, hidden, outputs }, fewer]) =>
			opCase(
				[
					f32(rows, hidden),
					f32(rows, outputs),
					f32(rows, heads, context + leftOut),
					u32(rows * context),
					u32(tableRows + 1)
				],
				{
					indexLists: [[3, 4]],
					attributes: { hidden, outputs, baseRows: Math.max(1, tableRows - fewer) }
				}
			)
		),
	'attention-score-gradient': attention.map(({ rows, heads, context, leftOut, tableRows }) => {
		const pattern = f32(rows, heads, context + leftOut);
		return opCase([pattern, pattern, u32(rows * context), u32(tableRows + 1)], {
			indexLists: [[2, 3]],
			attributes: { context }
		});
	}),
	'attention-softmax': attention.map(({ rows, heads, context, leftOut, tableRows }) =>
		opCase([f32(heads, tableRows), u32(rows * context)], {
			bounds: { 1: tableRows },
			attributes: { context, zeros: leftOut }
		})
	),
	'base-gradient': folded.map(({ width, hidden, outputs }) => {
		const { total } = foldedColumns(hidden, outputs);
		return opCase([f32(1, total), f32(1, width), f32(width, total), f32(width)], {
			attributes: { hidden }
		});
	}),
	'folded-operands': folded.map(({ residues, width, hidden, outputs }) =>
		opCase([f32(residues + 1, width), f32(3, width), f32(width, hidden), f32(width, outputs)])
	),
	'folded-operands-gradient': fc
		.tuple(folded, fc.boolean())
		.map(([{ residues, width, hidden, outputs }, isAdded]) =>
			opCase(
				[
					f32(residues + 3, width),
					f32(1, width),
					f32(width, foldedColumns(hidden, outputs).total),
					...(isAdded ? [f32(width, outputs)] : [])
				],
				{ attributes: { hidden, outputs, isAdded } }
			)
		),
	'folded-tables': folded.map(({ residues, width, heads, hidden, outputs }) => {
		const { total } = foldedColumns(hidden, outputs);
		return opCase([
			f32(heads, residues + 3, total),
			f32(1, width),
			f32(width, total),
			f32(hidden),
			f32(width)
		]);
	}),
	'folded-tables-gradient': folded.map(({ residues, heads, hidden, outputs }) => {
		const { total } = foldedColumns(hidden, outputs);
		return opCase([f32(heads, 2 * residues, total), f32(residues, total)]);
	}),
	'matmul-gradients': matmulGradients,
	'matmul-masked': fc
		.tuple(size(70), size(40), size(70))
		.map(([m, k, n]) => opCase([f32(m, k), f32(n, k), f32(m, n)])),
	'place-gradients': fc.array(size(150), { minLength: 1, maxLength: 7 }).map((counts) => {
		const slots = counts.map((_, i) => [`at${i}`, 192 * (counts.length - i)] as const);
		return opCase(
			counts.map((count) => f32(count)),
			{ attributes: { elements: 192 * (counts.length + 1), ...Object.fromEntries(slots) } }
		);
	}),
	'query-scores': folded.map(({ residues, width, heads, dHead }) =>
		opCase([f32(residues + 3, width), f32(heads, width, dHead), f32(heads, width, dHead)])
	),
	'query-scores-gradient': folded.map(({ residues, width, heads, dHead }) =>
		opCase([
			f32(heads, 2 * residues),
			f32(residues + 3, width),
			f32(heads, width, dHead),
			f32(heads, width, dHead),
			f32(heads, dHead + width)
		])
	)
};
