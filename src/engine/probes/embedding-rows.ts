import type { NumericArray } from '../core/tensor.ts';
import type { Tensor } from '../ops/define.ts';
import { groupOf } from './cyclic-group.ts';
import type { FinishContext, ProbeContext, ProbeSubject } from './define.ts';
import { copy } from '../ops/elementwise/copy.ts';

/** A ring of that many numbers for many evaluations still fits in a buffer. */
const MOST_NUMBERS = 512 ** 2;
/** Decompositions of larger matrices take seconds. */
const LARGEST_SIDE = 256;

/** [tokens, width] of the embedding. */
export const embeddingShape = ({ shape, model, params }: ProbeSubject): readonly number[] =>
	model.parameters(params, shape).find(({ name }) => name === model.roles(params).embedding)
		?.shape ?? [];

/** A sentence if the embedding is too large to be read at every evaluation, else undefined. */
export function refuseLargeEmbedding(subject: ProbeSubject): string | undefined {
	const shape = embeddingShape(subject);
	const count = shape.reduce((product, size) => product * size, 1);
	if (count > MOST_NUMBERS) {
		return `This measure reads the whole embedding: expected at most ${String(MOST_NUMBERS)} numbers, got ${String(count)}.`;
	}
	const side = Math.min(...shape);
	return side > LARGEST_SIDE
		? `This measure decomposes the embedding: expected a side of at most ${String(LARGEST_SIDE)}, got ${String(side)}.`
		: undefined;
}

/** The embedding as a tensor that an evaluation reads, [tokens, width]. */
export const readEmbedding = ({ graph, role }: ProbeContext): Tensor =>
	graph.one(copy, [role('embedding')], {});

/** Rows of the embedding in the order of the cyclic group's elements, each [width]. */
export function embeddingByElement(
	embedding: NumericArray,
	subject: FinishContext
): readonly Float64Array[] {
	const { order, elements } = groupOf(subject);
	const width = embedding.length / (embeddingShape(subject)[0] ?? NaN);
	return Array.from({ length: order }, (_, e) => {
		const token = elements?.[e] ?? e;
		return Float64Array.from(embedding.subarray(token * width, (token + 1) * width));
	});
}
