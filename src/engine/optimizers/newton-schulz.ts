import { axis } from '../core/tensor.ts';
import { matmulCombine } from '../ops/matmul/matmul-combine.ts';
import { matmul } from '../ops/matmul/matmul.ts';
import { normalizeMatrices } from '../ops/updates/normalize-matrices.ts';
import type { Graph, Tensor } from '../ops/define.ts';

/** X' = a X + b (X X^T) X + c (X X^T)^2 X: an odd polynomial of the singular values. */
type Quintic = readonly [a: number, b: number, c: number];

/**
 * Jordan's coefficients for Muon: each iteration multiplies small singular values by 3.44; large
 * ones stay between 0.68 and 1.14 and never converge.
 */
export const FAST: Quintic = [3.4445, -4.775, 2.0315];

/** Converges to 1: an error e of a singular value near 1 becomes 2.5 e^3. */
export const SETTLING: Quintic = [15 / 8, -10 / 8, 3 / 8];

/**
 * Added to the norm by which the matrix is first divided, so that a zero matrix is not divided by
 * 0.
 */
const EPS = 1e-7;

/**
 * The polar factor U V^T of every matrix U S V^T of a batch [batch, m, n], without a singular value
 * decomposition: Newton-Schulz iterations on X / |X|_F. Of the products X X^T and X^T X the smaller
 * one is used.
 */
export function orthogonalized(graph: Graph, matrices: Tensor, rounds: readonly Quintic[]): Tensor {
	const isTall = axis(matrices.shape, 1) > axis(matrices.shape, 2);
	const combine = (left: Tensor, right: Tensor, alpha: number, added: Tensor, beta: number) =>
		graph.one(matmulCombine, [left, right, added], { alpha, beta });
	let x = graph.one(normalizeMatrices, [matrices], { eps: EPS });
	for (const [a, b, c] of rounds) {
		const sides = isTall ? { transposeA: true } : { transposeB: true };
		const gram = graph.one(matmul, [x, x], sides);
		const factor = combine(gram, gram, c, gram, b);
		x = isTall ? combine(x, factor, 1, x, a) : combine(factor, x, 1, x, a);
	}
	return x;
}
