import { LabError } from '../core/lab-error.ts';
import { fourierBasis } from '../core/fourier.ts';
import { axis, type NumericArray } from '../core/tensor.ts';
import type { EvidenceKind, KeyFrequencyRule } from '../key-rules/define.ts';
import { add } from '../ops/elementwise/add.ts';
import { columnSquareSum } from '../ops/rows/column-square-sum.ts';
import type { Tensor } from '../ops/define.ts';
import { frequencyCounts } from '../ops/measures/frequency-counts.ts';
import { frequencyMask } from '../ops/measures/frequency-mask.ts';
import { matmul } from '../ops/matmul/matmul.ts';
import { neuronFrequencies } from '../ops/measures/neuron-frequencies.ts';
import { segmentSum } from '../ops/rows/segment-sum.ts';
import type { EvaluatedExamples, PairClass, ProbeContext, ProbeSubject } from './define.ts';
import { frequencyOrder, refuseStructure } from './cyclic-group.ts';

/** Tensors that several probes read. The graph has equal ops only once. */

/**
 * With a larger prime, a ring of p x p tables for many evaluations would exceed the size of a
 * buffer.
 */
const LARGEST_ORDER = 512;

/**
 * Factor on weights before they are squared. WGSL may flush values below 1.2e-38 to 0, and in a
 * network that weight decay has shrunk to nearly nothing the square of a weight of 1e-20 is 1e-40.
 * With this factor weights from 1e-23 to 1e14 are measured; as a power of two it changes no digits.
 * Logits and neurons are squared without a factor, because in a diverging run they become large.
 */
export const WEIGHT_SCALE = 2 ** 16;

/** Sums of squares in the units of the weights, from sums computed with `WEIGHT_SCALE`. */
export const squaresOf = (sums: NumericArray): Float64Array =>
	Float64Array.from(sums, (value) => value / WEIGHT_SCALE ** 2);

/** Evidence of a kind from its tensor, in the units of `FrequencyEvidence`. */
export const evidenceFrom = (kind: string, values: NumericArray): NumericArray =>
	kind === 'neuronFrequencies' ? values : squaresOf(values);

/** A sentence if there are no frequencies or too many, else undefined. */
export function refuseFrequencies({ shape }: ProbeSubject): string | undefined {
	const order = frequencyOrder(shape);
	if (order <= LARGEST_ORDER) return refuseStructure(shape.structure);
	return `This measure needs tables of p x p numbers: expected p from 2 to ${String(LARGEST_ORDER)}, got ${String(order)}.`;
}

/** A sentence if the model has no neurons to measure, else undefined. */
export const refuseNoNeurons = ({ model, params, shape }: ProbeSubject): string | undefined =>
	model.neurons?.(params, shape) === undefined
		? 'This model has no layer of neurons from which the answer is read at one position.'
		: undefined;

/** A sentence if the model has no map W_L from neurons to logits, else undefined. */
export const refuseNoLogitMap = (subject: ProbeSubject): string | undefined =>
	refuseNoNeurons(subject) ??
	(subject.model.neurons?.(subject.params, subject.shape)?.logitMap === undefined
		? 'The neurons of this model do not add to the logits directly: a normalization or a tied unembedding lies between them.'
		: undefined);

/** A sentence if the model lacks what a rule of key frequencies needs, else undefined. */
export function refuseEvidence(
	subject: ProbeSubject,
	needs: KeyFrequencyRule['needs']
): string | undefined {
	if (needs === 'neuronLogitMap') return refuseNoLogitMap(subject);
	return needs === 'neuronFrequencies' ? refuseNoNeurons(subject) : undefined;
}

/**
 * The orthonormal Fourier basis over the elements of the group [n, columns]; columns beyond n are
 * zero.
 */
export function basisOf(
	{ constant, shape }: ProbeContext,
	columns = frequencyOrder(shape)
): Tensor {
	const order = frequencyOrder(shape);
	return constant(`fourier-basis.${String(columns)}`, [order, columns], () =>
		fourierBasis(order, columns)
	);
}

/**
 * The same basis over tokens or outputs [n, columns]: the column of a token is that of its element,
 * or zero if it has none.
 */
export function tokenBasis(context: ProbeContext, columns: number): Tensor {
	const { constant, shape } = context;
	const elements = shape.structure.kind === 'cyclic' ? shape.structure.elements : undefined;
	if (elements === undefined) return basisOf(context, columns);
	const order = frequencyOrder(shape);
	return constant(`fourier-basis.tokens.${String(columns)}`, [order, columns], () => {
		const basis = fourierBasis(order, order);
		const placed = new Float64Array(order * columns);
		for (let k = 0; k < order; k++) {
			elements.forEach((token, e) => {
				placed[k * columns + token] = basis[k * order + e] ?? 0;
			});
		}
		return placed;
	});
}

/**
 * Squared norm of the embedding's components by row of the basis [n], without tokens that are no
 * elements. Read it with `squaresOf`.
 */
export function embeddingEnergy(context: ProbeContext): Tensor {
	const { graph, role } = context;
	const embedding = role('embedding');
	const basis = tokenBasis(context, axis(embedding.shape, 0));
	// The basis runs along the columns, because sums of columns need no barrier. On software
	// adapters a barrier costs more than the product.
	const spectrum = graph.one(matmul, [embedding, basis], {
		transposeA: true,
		transposeB: true,
		alpha: WEIGHT_SCALE
	});
	return graph.one(columnSquareSum, [spectrum], {});
}

/**
 * Squared norm of the neuron-logit map's components along the logit axis by row of the basis [n],
 * without outputs that are no elements. Read it with `squaresOf`.
 */
export function neuronLogitEnergy(context: ProbeContext): Tensor {
	const { graph, outputs } = context;
	const map = context.neuronLogitMap();
	const spectrum = graph.one(matmul, [map, tokenBasis(context, outputs)], {
		transposeB: true,
		alpha: WEIGHT_SCALE
	});
	return graph.one(columnSquareSum, [spectrum], {});
}

/** The sum of a reduction over all chunks of the examples. */
export function overPairs(
	{ graph, chunks }: ProbeContext,
	reduce: (chunk: EvaluatedExamples) => Tensor
): Tensor {
	const [first, ...rest] = chunks.map(reduce);
	if (first === undefined) throw new LabError('internal', 'an evaluation has no example');
	return rest.reduce((sum, chunk) => graph.one(add, [sum, chunk], {}), first);
}

/** Sums of rows of `of` over the pairs of each class [n, columns]. */
export function sumsByClass(
	context: ProbeContext,
	by: PairClass,
	of: (chunk: EvaluatedExamples) => Tensor
): Tensor {
	return overPairs(context, (chunk) => {
		const { order, offsets } = chunk.classes(by);
		return context.graph.one(segmentSum, [of(chunk), order, offsets], {});
	});
}

/**
 * Sums of the logits over the pairs of each class of the sum [n, elementColumns]: n times the table
 * T of science.md 1.8.
 */
export function logitSums(context: ProbeContext): Tensor {
	return sumsByClass(context, 'sum', (chunk) => chunk.elementLogits());
}

/** Sums of the squared logits over all pairs [elementColumns]. */
export function logitSquares(context: ProbeContext): Tensor {
	return overPairs(context, (chunk) =>
		context.graph.one(columnSquareSum, [chunk.elementLogits()], {})
	);
}

/** The Fourier transform B T of the mean logits per class of the sum [n, elementColumns]. */
export function logitSpectrum(context: ProbeContext): Tensor {
	const { graph, shape } = context;
	return graph.one(matmul, [basisOf(context), logitSums(context)], {
		alpha: 1 / frequencyOrder(shape)
	});
}

/**
 * Activations after the nonlinearity [rows, neurons].
 * @throws LabError `internal` for a model without such a layer
 */
export function neuronsOf({ neurons }: Pick<EvaluatedExamples, 'neurons'>): Tensor {
	if (neurons === undefined) throw new LabError('internal', 'the model names no neurons');
	return neurons;
}

/**
 * For every neuron, the largest fraction of variance that one frequency explains, and this
 * frequency: each [neurons].
 */
export function neuronFits(context: ProbeContext): readonly Tensor[] {
	const { graph } = context;
	const transformed = (['left', 'right', 'sum', 'difference'] as const).map((by) =>
		graph.one(matmul, [basisOf(context), sumsByClass(context, by, neuronsOf)], {})
	);
	const squares = overPairs(context, (chunk) => graph.one(columnSquareSum, [neuronsOf(chunk)], {}));
	return graph.apply(neuronFrequencies, [...transformed, squares], {});
}

/** Builds the evidence of a kind for key rules, see `MeasuredEvidence`. */
export function evidenceOf(context: ProbeContext, kind: EvidenceKind): Tensor {
	if (kind === 'embedding') return embeddingEnergy(context);
	if (kind === 'neuronLogitMap') return neuronLogitEnergy(context);
	const [, frequencies] = neuronFits(context);
	if (frequencies !== undefined) return frequencies;
	throw new LabError('internal', 'the fits of neurons name no frequencies');
}

/**
 * 1 for each key frequency by the rule in force, else 0 [floor(n / 2)]. Its evidence is measured
 * from the same weights as all other measures.
 */
export function keyMask(context: ProbeContext): Tensor {
	const { graph, setting, keyEvidence, shape } = context;
	const evidence = evidenceOf(context, keyEvidence);
	const power =
		keyEvidence === 'neuronFrequencies'
			? graph.one(frequencyCounts, [evidence], { order: frequencyOrder(shape) })
			: evidence;
	return graph.one(frequencyMask, [power, setting('key.rule'), setting('key.given')], {});
}
