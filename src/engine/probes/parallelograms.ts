import { parallelogramShare } from '../mechanism/parallelograms.ts';
import { refuseFrequencies } from './common-tensors.ts';
import { defineProbe } from './define.ts';
import { embeddingByElement, readEmbedding, refuseLargeEmbedding } from './embedding-rows.ts';

/** δ as a part of the embedding's spread. */
const TOLERANCE = 0.1;

/** Representation quality index (Liu et al. 2022). */
export const parallelograms = defineProbe({
	id: 'parallelograms',
	label: 'Parallelograms in the embedding',
	cite: 'Liu et al. 2022, arXiv 2205.10343',
	definition: `Whether equal sums of numbers are equal sums of embeddings (representation quality index). Of all two pairs with a + b = c + d in the group, the share with |E_a + E_b − E_c − E_d| ≤ δ. The paper measures an embedding of one or two dimensions and does not normalize higher ones; here δ is ${String(TOLERANCE)} of the root mean square distance of the embedded numbers from their mean. Numbers on a circle do not lie on parallelograms, so a network that computes with waves keeps it low.`,
	view: 'line',
	offBecause: 'Off at first: it reads the embedding, and compares some p³ / 8 pairs of pairs.',
	scalars: [
		{
			id: 'parallelogram_share',
			label: 'Share of parallelograms',
			definition:
				'Whether equal sums of numbers are equal sums of embeddings: the share of pairs of pairs for which it is so.',
			unit: 'fraction'
		}
	],
	refuse: (subject) => refuseFrequencies(subject) ?? refuseLargeEmbedding(subject),
	build: (context) => [readEmbedding(context)],
	finish: ([embedding = new Float64Array(0)], context) => ({
		scalars: {
			parallelogram_share: parallelogramShare(embeddingByElement(embedding, context), TOLERANCE)
		}
	})
});
