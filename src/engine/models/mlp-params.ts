import { boolean, choice, int, type ParamsOf } from '../core/param-schema.ts';
import { embeddingWidthParam, hiddenWidthParam, tiedUnembeddingParam } from './shared-params.ts';
import { startParams } from './start.ts';

export const mlpParams = {
	n_hidden: int({
		label: 'Hidden layers',
		help: 'Layers of neurons, all of the same width.',
		group: 'main',
		min: 1,
		max: 3,
		default: 1
	}),
	neuron_activation: choice({
		label: 'Neurons',
		help: 'What a neuron computes from its input.',
		group: 'main',
		options: [
			{ value: 'relu', label: 'ReLU' },
			{ value: 'gelu', label: 'GELU' },
			{ value: 'quadratic', label: 'Square', help: 'x² (Gromov 2023).' },
			{
				value: 'bilinear',
				label: 'Bilinear',
				help: 'The product L x · R x of two linear maps, without another nonlinearity.'
			}
		],
		default: 'relu'
	}),
	operand_input: choice({
		label: 'Operands',
		help: 'How a and b enter the first layer.',
		options: [
			{ value: 'concat', label: 'Side by side', help: 'a and b have weights of their own.' },
			{
				value: 'sum',
				label: 'Added',
				help: 'a and b have the same weights, so with one embedding (a, b) and (b, a) are the same input.'
			}
		],
		default: 'concat'
	}),
	operand_embedding: choice({
		label: 'Embedding',
		help: 'What the first layer reads for each operand.',
		options: [
			{ value: 'one-hot', label: 'One-hot', help: 'No embedding: p inputs, one of them 1.' },
			{ value: 'shared', label: 'One embedding', help: 'The same trained table for a and b.' },
			{ value: 'separate', label: 'Two embeddings', help: 'A trained table for a, another for b.' }
		],
		default: 'one-hot'
	}),
	d_embed: embeddingWidthParam,
	d_mlp: hiddenWidthParam,
	layer_biases: boolean({
		label: 'Biases',
		help: 'A trained bias in every layer, that of the logits too.',
		default: false
	}),
	tied_unembedding: tiedUnembeddingParam,
	mlp_init: choice({
		label: 'Initial weights',
		help: 'Normal numbers except for PyTorch’s default; biases start at zero except for PyTorch’s.',
		options: [
			{ value: 'normal', label: 'By inputs', help: 'Variance 1 / inputs of each layer.' },
			{
				value: 'pytorch',
				label: 'PyTorch’s default',
				help: 'Uniform within 1 / sqrt(inputs), biases too; normal of variance 1 for embeddings.'
			},
			{
				value: 'inverse-p',
				label: 'By p',
				help: 'Variance 1 / p in all layers; with an initial scale of 0.1 that of He et al. 2026.'
			},
			{
				value: 'cube-root',
				label: 'By neurons',
				help: 'Variance (16 N)^(-2/3) in all layers, N the neurons of a layer (Doshi et al. 2023).'
			},
			{
				value: 'ntk',
				label: 'Neural tangent',
				help: 'Variance 1; what a layer computes from its weights is divided by sqrt(inputs).'
			},
			{
				value: 'mup',
				label: 'Maximal update (muP)',
				help: 'As neural tangent, but the logits are divided by their inputs instead of the square root (mean-field form; rates of layers are not changed).'
			}
		],
		default: 'normal'
	}),
	...startParams
} as const;

export type MlpParams = ParamsOf<typeof mlpParams>;

/** An error message if the values cannot be used together, else undefined. */
export function refuseMlp(params: MlpParams): string | undefined {
	const { tied_unembedding: isTied, operand_embedding, zero_readout: isZero } = params;
	if (!isTied) return undefined;
	if (operand_embedding !== 'shared') {
		return `tied_unembedding: expected operand_embedding=shared, whose table the logits can use, got operand_embedding=${operand_embedding}`;
	}
	return isZero
		? 'zero_readout: a tied unembedding is the embedding, which cannot start at zero: untie it, or switch zero_readout off'
		: undefined;
}
