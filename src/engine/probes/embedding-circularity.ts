import { circularityOf } from '../mechanism/circularity.ts';
import { refuseFrequencies } from './common-tensors.ts';
import { defineProbe } from './define.ts';
import { readEmbedding, refuseLargeEmbedding, embeddingByElement } from './embedding-rows.ts';

/** Whether the main directions of the embedding are circles (Zhong et al. 2023). */
export const embeddingCircularity = defineProbe({
	id: 'embedding-circularity',
	label: 'Circularity of the embedding',
	cite: 'Zhong et al. 2023, section 4',
	definition:
		'Whether the numbers lie on circles in the main directions of the embedding. For each of the first four principal components v of the embedding, a unit vector over the numbers: the largest share that one frequency has, max over k of 2 |Σ v_t e^(2πikt/p)|² / p. Then the mean of the four. 1: each is one wave. For products the numbers are in the order of the powers of a generator.',
	view: 'line',
	offBecause: 'Off at first: it decomposes the embedding at every evaluation.',
	scalars: [
		{
			id: 'embedding_circularity',
			label: 'Circularity of the embedding',
			definition:
				'Whether the numbers lie on circles in the four main directions of the embedding: 1 if each direction is one wave.',
			unit: 'fraction'
		}
	],
	refuse: (subject) => refuseFrequencies(subject) ?? refuseLargeEmbedding(subject),
	build: (context) => [readEmbedding(context)],
	finish: ([embedding = new Float64Array(0)], context) => ({
		scalars: { embedding_circularity: circularityOf(embeddingByElement(embedding, context)) }
	})
});
