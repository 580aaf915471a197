import { boolean, int } from '../core/param-schema.ts';
import { startParams } from './start.ts';

/** The hidden width, shared by every model with hidden layers of neurons. */
export const hiddenWidthParam = int({
	label: 'Neurons (d_mlp)',
	help: 'Width of the hidden layer.',
	group: 'advanced',
	min: 1,
	max: 16384,
	slider: { min: 32, max: 1024, scale: 'log' },
	default: 512
});

/** The width of embeddings, shared by the MLPs that have them. */
export const embeddingWidthParam = int({
	label: 'Embedding width',
	help: 'Width of the embedding of a, and of that of b.',
	min: 1,
	max: 4096,
	slider: { min: 16, max: 512, scale: 'log' },
	default: 256
});

/** Shared by the models whose embedding is one matrix. */
export const tiedUnembeddingParam = boolean({
	label: 'Tied unembedding',
	help: 'On: the logits use the transposed embedding matrix. Off: they use a matrix of their own.',
	default: false
});

/** Params of every transformer. */
export const transformerParams = {
	d_model: int({
		label: 'Residual width (d_model)',
		help: 'Width of the residual stream. A multiple of the number of heads.',
		min: 1,
		max: 4096,
		slider: { min: 16, max: 256, scale: 'log' },
		default: 128
	}),
	n_heads: int({
		label: 'Attention heads',
		help: 'Heads share the residual width equally.',
		min: 1,
		max: 64,
		slider: { min: 1, max: 16 },
		default: 4
	}),
	d_mlp: hiddenWidthParam,
	equals_output: boolean({
		label: 'Output for “=”',
		help: 'On: p + 1 outputs, one of them for the token “=”, which is never right (Nanda et al. 2023). Off: p outputs, as in the demo of TransformerLens.',
		default: true
	}),
	...startParams
} as const;

/** An error message if d_model is not divisible by n_heads, else undefined. */
export const refuseUnequalHeads = ({
	d_model,
	n_heads
}: {
	readonly d_model: number;
	readonly n_heads: number;
}): string | undefined =>
	d_model % n_heads === 0
		? undefined
		: `d_model must be divisible by n_heads: got d_model=${String(d_model)} and n_heads=${String(n_heads)}`;
