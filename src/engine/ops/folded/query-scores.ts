import { axis, elementCount, f32, type Shape } from '../../core/tensor.ts';
import { bindings, defineOp } from '../define.ts';
import { queryScoresGradient } from './query-scores-gradient.ts';
import { anyFolded } from './folded-case.ts';

function sizesOf(table: Shape, query: Shape) {
	return {
		residues: axis(table, 0) - 3,
		width: axis(table, 1),
		heads: axis(query, 0),
		dHead: axis(query, 2)
	};
}

/**
 * Attention scores of the one query there is, from `folded-operands`' table [residues + 3, d],
 * whose last row is x, and W_Q, W_K [heads, d, dHead]: with q_h = x W_Q^h and v_h = W_K^h q_h /
 * sqrt(dHead), scores[h, t] = (table[t] + table[residues]) v_h and scores[h, residues + t] =
 * (table[t] + table[residues + 1]) v_h: a residue at position 0 and at position 1, relative to "=".
 * Also vectors [heads, dHead + d]: q_h, then v_h.
 */
export const queryScores = defineOp<Record<string, never>>({
	id: 'query-scores',
	auxiliary: [1],
	infer(input) {
		const { residues, width, heads, dHead } = sizesOf(input(0), input(1));
		return [f32(heads, 2 * residues), f32(heads, dHead + width)];
	},
	reference({ input, output, inputShape }) {
		const [table, query, key, scores, vectors] = [
			input(0),
			input(1),
			input(2),
			output(0),
			output(1)
		];
		const { residues, width, heads, dHead } = sizesOf(inputShape(0), inputShape(1));
		const last = (residues + 2) * width;
		vectors.fill(0);
		for (let h = 0; h < heads; h++) {
			const [q, v] = [h * (dHead + width), h * (dHead + width) + dHead];
			for (let i = 0; i < width * dHead; i++) {
				const at = q + (i % dHead);
				const x = table[last + Math.floor(i / dHead)] ?? 0;
				vectors[at] = (vectors[at] ?? 0) + x * (query[h * width * dHead + i] ?? 0);
			}
			for (let i = 0; i < width * dHead; i++) {
				const at = v + Math.floor(i / dHead);
				const part = (vectors[q + (i % dHead)] ?? 0) * (key[h * width * dHead + i] ?? 0);
				vectors[at] = (vectors[at] ?? 0) + part / Math.sqrt(dHead);
			}
			const score = (row: number) => {
				let sum = 0;
				for (let d = 0; d < width; d++)
					sum += (table[row * width + d] ?? 0) * (vectors[v + d] ?? 0);
				return sum;
			};
			const [first, second] = [score(residues), score(residues + 1)];
			for (let t = 0; t < residues; t++) {
				scores[h * 2 * residues + t] = score(t) + first;
				scores[(h * 2 + 1) * residues + t] = score(t) + second;
			}
		}
	},
	vjp({ graph, input, output, cotangent }) {
		return graph.apply(
			queryScoresGradient,
			[cotangent(0), input(0), input(1), input(2), output(1)],
			{}
		);
	},
	wasm({ input }) {
		const { residues, width, heads, dHead } = sizesOf(input(0), input(1));
		const numbers = [residues, width, heads, dHead, 1 / Math.sqrt(dHead)];
		return [{ kernel: 'queryScores', tensors: [0, 1, 2, 3, 4], numbers }];
	},
	kernel({ input }, _, adapterKind) {
		const { residues, width, heads, dHead } = sizesOf(input(0), input(1));
		const isWide = adapterKind === 'gpu';
		return {
			shader: 'query-scores',
			libraries: [isWide ? 'teams-32' : 'teams-one'],
			overrides: {},
			bindings: bindings('table', 'w_q', 'w_k', '*scores', '*vectors'),
			params: [
				['residues', 'u32', residues],
				['width', 'u32', width],
				['heads', 'u32', heads],
				['d_head', 'u32', dHead],
				['scale', 'f32', 1 / Math.sqrt(dHead)]
			],
			workgroups: [isWide ? heads : Math.ceil(heads / 4), 1]
		};
	},
	// q over the width, v over the head, the score over the width, and the products and sums
	// between them.
	float32: ({ size }) => 2 * size(0, 1) + size(1, 2) + 6,
	// q, v, and a score for every row.
	flop({ input }) {
		const { heads, width } = sizesOf(input(0), input(1));
		return 4 * elementCount(input(1)) + 2 * heads * (axis(input(0), 0) - 1) * width;
	},
	anyCase(draw) {
		const { residues, width, heads, dHead } = anyFolded(draw);
		const matrices = f32(heads, width, dHead);
		return { inputs: [f32(residues + 3, width), matrices, matrices], attributes: {} };
	},
	cases: [
		{ name: 'odd', inputs: [f32(8, 15), f32(3, 15, 5), f32(3, 15, 5)], attributes: {} },
		{ name: 'one head', inputs: [f32(5, 2), f32(1, 2, 2), f32(1, 2, 2)], attributes: {} },
		{ name: 'more than 32', inputs: [f32(40, 36), f32(1, 36, 36), f32(1, 36, 36)], attributes: {} }
	]
});
