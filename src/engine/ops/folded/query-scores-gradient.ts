import { axis, elementCount, f32 } from '../../core/tensor.ts';
import { bindings, defineOp } from '../define.ts';
import { anyFolded } from './folded-case.ts';

/**
 * Invocations of a workgroup, by kind of adapter: on software adapters every invocation adds to the
 * cost of a barrier.
 */
const WORKGROUP_SIZE = { gpu: 256, software: 16 } as const;
/** Rows of the table's gradient that one workgroup makes. */
const ROWS = 8;
/** Workgroups that share the width in the kernel for GPUs, at most 32 columns each. */
const SHARES = 8;
/**
 * Limits of the kernel for GPUs, whose workgroup memory holds table rows, and columns or all heads'
 * vectors.
 */
const WIDE_ROWS = 256;
const WIDE_COLUMNS = 256;

/**
 * Gradients of `query-scores` by its table, W_Q and W_K, from (d_scores [heads, 2 residues], table,
 * W_Q, W_K, vectors). With g_h = d_scores' table rows, u_h = sum of g_h and q_h, v_h the vectors:
 * dW_K^h = u_h q_h^T / sqrt(dHead), the query's gradient is W_K^h^T u_h / sqrt(dHead), dW_Q^h = x
 * times that, and d_table[t] = sum over h of d_scores[h, t] v_h.
 */
export const queryScoresGradient = defineOp<Record<string, never>>({
	id: 'query-scores-gradient',
	infer: (input) => [f32(...input(1)), f32(...input(2)), f32(...input(3))],
	reference({ input, output, inputShape }) {
		const [dScores, table, query, key, vectors] = [
			input(0),
			input(1),
			input(2),
			input(3),
			input(4)
		];
		const [dTable, dQuery, dKey] = [output(0), output(1), output(2)];
		const [heads, width, dHead] = [
			axis(inputShape(2), 0),
			axis(inputShape(2), 1),
			axis(inputShape(2), 2)
		];
		const residues = axis(inputShape(1), 0) - 3;
		const last = (residues + 2) * width;
		dTable.fill(0);
		for (let h = 0; h < heads; h++) {
			const [q, v, start] = [h * (dHead + width), h * (dHead + width) + dHead, h * width * dHead];
			const score = (t: number) => dScores[h * 2 * residues + t] ?? 0;
			const rows = new Float64Array(residues + 2);
			for (let t = 0; t < residues; t++) {
				rows[t] = score(t) + score(residues + t);
				rows[residues] = (rows[residues] ?? 0) + score(t);
				rows[residues + 1] = (rows[residues + 1] ?? 0) + score(residues + t);
			}
			const towards = new Float64Array(width);
			rows.forEach((row, t) => {
				for (let d = 0; d < width; d++) {
					const at = t * width + d;
					towards[d] = (towards[d] ?? 0) + row * (table[at] ?? 0);
					dTable[at] = (dTable[at] ?? 0) + row * (vectors[v + d] ?? 0);
				}
			});
			const dq = new Float64Array(dHead);
			for (let i = 0; i < width * dHead; i++) {
				const [d, k] = [Math.floor(i / dHead), i % dHead];
				const factor = (towards[d] ?? 0) / Math.sqrt(dHead);
				dq[k] = (dq[k] ?? 0) + factor * (key[start + i] ?? 0);
				dKey[start + i] = factor * (vectors[q + k] ?? 0);
			}
			for (let i = 0; i < width * dHead; i++) {
				const [d, k] = [Math.floor(i / dHead), i % dHead];
				dQuery[start + i] = (table[last + d] ?? 0) * (dq[k] ?? 0);
				dTable[last + d] = (dTable[last + d] ?? 0) + (query[start + i] ?? 0) * (dq[k] ?? 0);
			}
		}
	},
	wasm({ input }) {
		const residues = axis(input(1), 0) - 3;
		const [heads, width, dHead] = [axis(input(2), 0), axis(input(2), 1), axis(input(2), 2)];
		const numbers = [residues, width, heads, dHead, 1 / Math.sqrt(dHead)];
		const scratch = 4 * (residues + 2 + width + dHead);
		return [{ kernel: 'queryScoresGradient', tensors: [0, 1, 2, 3, 4, 5, 6, 7], numbers, scratch }];
	},
	kernel({ input }, _, adapterKind) {
		const residues = axis(input(1), 0) - 3;
		const [heads, width, dHead] = [axis(input(2), 0), axis(input(2), 1), axis(input(2), 2)];
		const isWide =
			adapterKind === 'gpu' &&
			residues + 2 <= WIDE_ROWS &&
			Math.max(width, heads * dHead) <= WIDE_COLUMNS;
		const tokenGroups = Math.ceil((isWide ? residues : residues + 2) / ROWS);
		const shares = isWide ? SHARES : 1;
		return {
			shader: isWide ? 'query-scores-gradient-wide' : 'query-scores-gradient',
			libraries: ['query-gradient-bindings', ...(isWide ? ['query-gradient-sums'] : [])],
			overrides: isWide ? {} : { WORKGROUP_SIZE: WORKGROUP_SIZE[adapterKind] },
			bindings: bindings(
				'd_scores',
				'table',
				'w_q',
				'w_k',
				'vectors',
				'*d_table',
				'*d_w_q',
				'*d_w_k'
			),
			params: [
				['residues', 'u32', residues],
				['width', 'u32', width],
				['heads', 'u32', heads],
				['d_head', 'u32', dHead],
				['rows', 'u32', ROWS],
				['scale', 'f32', 1 / Math.sqrt(dHead)],
				['shares', 'u32', shares]
			],
			workgroups: [shares + tokenGroups, 1]
		};
	},
	withoutGradient: 'It is a gradient itself; losses are differentiated once.',

	// Sums over residues (a position's, then all), over the width, over heads and their width, and
	// the products and sums between them.
	float32: ({ size }) => 2 * size(1, 0) + size(2, 1) + size(2, 0) * size(2, 2) + 8,
	// u and the table's gradient from every row; two gradients of matrices, and two products with
	// the matrices.
	flop({ input }) {
		const rows = axis(input(2), 0) * (axis(input(1), 0) - 1) * axis(input(1), 1);
		return 6 * elementCount(input(2)) + 4 * rows;
	},
	anyCase(draw) {
		const { residues, width, heads, dHead } = anyFolded(draw);
		const matrices = f32(heads, width, dHead);
		return {
			inputs: [
				f32(heads, 2 * residues),
				f32(residues + 3, width),
				matrices,
				matrices,
				f32(heads, dHead + width)
			],
			attributes: {}
		};
	},
	cases: [
		{
			name: 'odd',
			inputs: [f32(3, 10), f32(8, 15), f32(3, 15, 5), f32(3, 15, 5), f32(3, 20)],
			attributes: {}
		},
		{
			name: 'one head',
			inputs: [f32(1, 4), f32(5, 2), f32(1, 2, 2), f32(1, 2, 2), f32(1, 4)],
			attributes: {}
		},
		{
			name: 'six heads, more columns than lanes of a sum',
			inputs: [f32(6, 134), f32(70, 90), f32(6, 90, 15), f32(6, 90, 15), f32(6, 105)],
			attributes: {}
		},
		{
			name: 'too many rows for workgroup memory',
			inputs: [f32(1, 510), f32(258, 3), f32(1, 3, 2), f32(1, 3, 2), f32(1, 5)],
			attributes: {}
		}
	]
});
