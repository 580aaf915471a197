import type { NumericArray } from '../core/tensor.ts';
import { irrepShare, KEY_SIMILARITY, traceCoefficients } from '../mechanism/irrep-measures.ts';
import { rowLoss } from '../mechanism/row-loss.ts';
import { characterOf, irrepsOfSymmetric, type Permutation } from '../mechanism/symmetric-irreps.ts';
import { matmul } from '../ops/matmul/matmul.ts';
import { columnSquareSum } from '../ops/rows/column-square-sum.ts';
import { segmentSum } from '../ops/rows/segment-sum.ts';
import type { TaskShape } from '../tasks/define.ts';
import { overPairs } from './common-tensors.ts';
import {
	defineProbe,
	type EvaluatedExamples,
	type FinishContext,
	type ProbeContext
} from './define.ts';
import { embeddingShape, readEmbedding, refuseLargeEmbedding } from './embedding-rows.ts';

const NONE = new Float64Array(0);

const elementsOf = ({ structure }: TaskShape): readonly Permutation[] | undefined =>
	structure.kind === 'group' ? structure.permutations : undefined;

/** Logits without their mean over the answers [rows, n]. */
function centredLogits(context: ProbeContext, { logits }: EvaluatedExamples) {
	const { graph, constant, outputs, shape } = context;
	const n = shape.classes;
	const center = constant('center-answers', [outputs, n], () =>
		Float64Array.from({ length: outputs * n }, (_, at) => {
			const row = Math.floor(at / n);
			return row < n ? Number(row === at % n) - 1 / n : 0;
		})
	);
	return graph.one(matmul, [logits, center], {});
}

/** Of one row of logits: they depend on g z^-1 alone, so all rows are equal up to names. */
function restrictedLoss(coefficients: Float64Array, isKey: readonly boolean[], of: FinishContext) {
	const elements = elementsOf(of.shape) ?? [];
	const irreps = irrepsOfSymmetric(elements[0]?.length ?? 0);
	if (!isKey.includes(true)) return NaN;
	const logits = elements.map((element) =>
		irreps.reduce(
			(sum, irrep, r) =>
				isKey[r] === true ? sum + (coefficients[r] ?? NaN) * characterOf(irrep, element) : sum,
			0
		)
	);
	const identity = elements.findIndex((element) => element.every((value, i) => value === i));
	return rowLoss(logits, 0, elements.length, identity, of.loss.kind).loss;
}

function measure(
	sums: NumericArray,
	squares: NumericArray,
	embedding: NumericArray,
	context: FinishContext
): Readonly<Record<string, number>> {
	const elements = elementsOf(context.shape) ?? [];
	const irreps = irrepsOfSymmetric(elements[0]?.length ?? 0);
	const coefficients = traceCoefficients(sums, elements, irreps);
	const norm = Math.sqrt(Array.from(squares).reduce((sum, value) => sum + value, 0));
	const similarities = [...coefficients].map(
		(coefficient) => (coefficient * elements.length ** 1.5) / norm
	);
	const isKey = similarities.map((similarity) => similarity > KEY_SIMILARITY);
	const width = embedding.length / (embeddingShape(context)[0] ?? NaN);
	const rows = elements.map((_, x) =>
		Float64Array.from(embedding.subarray(x * width, (x + 1) * width))
	);
	const shares = irreps.map((irrep) => irrepShare(irrep, elements, rows));
	const columns = (id: string, values: readonly number[]) =>
		Object.fromEntries(irreps.map((irrep, r) => [`${id}:${irrep.id}`, values[r] ?? NaN]));
	return {
		irrep_similarity: Math.max(...similarities),
		...columns('irrep_similarity', similarities),
		key_irrep_count: isKey.filter(Boolean).length,
		irrep_restricted_loss: restrictedLoss(coefficients, isKey, context),
		irrep_embedding_share: shares.reduce((sum, x, r) => (isKey[r] === true ? sum + x : sum), 0),
		...columns('irrep_embedding_share', shares)
	};
}

/** By which representations a network multiplies permutations (Chughtai et al. 2023). */
export const irrepTraces = defineProbe({
	id: 'irrep-traces',
	label: 'Representations of the group',
	cite: 'Chughtai et al. 2023, arXiv 2302.03025',
	definition: `By which representations of the group the network multiplies. For each irreducible representation ρ of Sₙ, named by its partition: the cosine between the logits, without their mean over the answers, and tr(ρ(a) ρ(b) ρ(c⁻¹)) over all (a, b, c). Above ${String(KEY_SIMILARITY)} it is a key representation. Restricted loss: of the logits projected on the traces of the key representations, over all pairs. Share of the embedding: what the matrix entries of ρ explain of the squares of the embedding of a.`,
	view: 'line',
	offBecause:
		'Off at first: it multiplies all logits by a matrix, and reads the embedding, at an evaluation.',
	scalars: [
		{
			id: 'irrep_similarity',
			label: 'Largest similarity with a representation',
			definition:
				'How much the logits are one representation: the largest cosine with the traces of one, and that of each.',
			family: 'irrep',
			unit: 'fraction'
		},
		{
			id: 'key_irrep_count',
			label: 'Key representations',
			definition: `Number of representations whose similarity is above ${String(KEY_SIMILARITY)}.`,
			unit: 'plain'
		},
		{
			id: 'irrep_restricted_loss',
			label: 'Restricted loss, key representations',
			definition:
				'How well the network would answer with its key representations alone, over all pairs.',
			unit: 'loss'
		},
		{
			id: 'irrep_embedding_share',
			label: 'Embedding in key representations',
			definition:
				'How much of the embedding of a the matrix entries of the key representations explain, and those of each.',
			family: 'irrep',
			unit: 'fraction'
		}
	],
	refuse(subject) {
		if (elementsOf(subject.shape) === undefined) {
			return 'This task is no multiplication of permutations, so it has no such representations.';
		}
		return refuseLargeEmbedding(subject);
	},
	build: (context) => [
		overPairs(context, (chunk) => {
			const { order, offsets } = chunk.products();
			return context.graph.one(segmentSum, [centredLogits(context, chunk), order, offsets], {});
		}),
		overPairs(context, (chunk) =>
			context.graph.one(columnSquareSum, [centredLogits(context, chunk)], {})
		),
		readEmbedding(context)
	],
	finish: ([sums = NONE, squares = NONE, embedding = NONE], context) => ({
		scalars: measure(sums, squares, embedding, context)
	})
});
