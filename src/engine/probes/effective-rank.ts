import { effectiveRankOf } from '../mechanism/effective-rank.ts';
import { defineProbe } from './define.ts';
import { embeddingShape, readEmbedding, refuseLargeEmbedding } from './embedding-rows.ts';

/** In how many directions the embedding extends (Roy & Vetterli 2007). */
export const effectiveRank = defineProbe({
	id: 'effective-rank',
	label: 'Effective rank of the embedding',
	cite: 'Roy & Vetterli 2007; arXiv 2607.06639',
	definition:
		'In how many directions the embedding extends: exp of the entropy of its singular values as shares of their sum. r if r of them are equal and the others 0. When a network has grokked it may still fall for long. The paper does not say which matrix; here it is the embedding of all tokens, without taking away their mean.',
	view: 'line',
	offBecause: 'Off at first: it decomposes the embedding at every evaluation.',
	scalars: [
		{
			id: 'embedding_effective_rank',
			label: 'Effective rank of the embedding',
			definition:
				'In how many directions the embedding extends: exp of the entropy of its singular values.',
			unit: 'plain'
		}
	],
	refuse: refuseLargeEmbedding,
	build: (context) => [readEmbedding(context)],
	finish([embedding = new Float64Array(0)], context) {
		const [rows = 0, columns = 0] = embeddingShape(context);
		return {
			scalars: { embedding_effective_rank: effectiveRankOf(embedding, rows, columns) }
		};
	}
});
