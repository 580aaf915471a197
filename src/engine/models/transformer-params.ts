import { boolean, choice, float, int, type ParamsOf } from '../core/param-schema.ts';
import { tiedUnembeddingParam, transformerParams } from './shared-params.ts';

/**
 * Params of the transformer with several layers. A key that other models have too has the same
 * schema.
 */
export const deepTransformerParams = {
	n_layers: int({
		label: 'Layers',
		help: 'Blocks of attention and MLP, one after the other.',
		group: 'main',
		min: 1,
		max: 3,
		default: 2
	}),
	...transformerParams,
	mlp_activation: choice({
		label: 'Activation',
		help: 'The nonlinearity of the MLPs.',
		options: [
			{ value: 'relu', label: 'ReLU' },
			{ value: 'gelu', label: 'GELU' },
			{ value: 'gelu-tanh', label: 'GELU, tanh approximation' }
		],
		default: 'relu'
	}),
	norm: choice({
		label: 'Normalization',
		help: 'Of the residual stream, at every block.',
		options: [
			{ value: 'none', label: 'None' },
			{ value: 'layer', label: 'LayerNorm', help: 'Mean and scale, with a gain and a bias.' },
			{ value: 'rms', label: 'RMSNorm', help: 'Scale alone, with a gain.' }
		],
		default: 'layer'
	}),
	norm_place: choice({
		label: 'Place of the normalization',
		help: 'No effect without normalization.',
		options: [
			{
				value: 'before',
				label: 'Before (pre-norm)',
				help: 'Attention, MLP and unembedding read the normalized stream; the stream itself stays unchanged.'
			},
			{
				value: 'after',
				label: 'After (post-norm)',
				help: 'The stream itself is normalized after each attention and each MLP is added.'
			}
		],
		default: 'before'
	}),
	position_encoding: choice({
		label: 'Positions',
		help: 'Vector added to the embedding of a token to mark its position.',
		options: [
			{ value: 'learned', label: 'Learned' },
			{ value: 'sinusoidal', label: 'Sinusoidal', help: 'Sines and cosines, not trained.' },
			{ value: 'none', label: 'None' }
		],
		default: 'learned'
	}),
	causal: boolean({
		label: 'Causal attention',
		help: 'On: a position attends to itself and earlier ones. Off: to all positions.',
		default: true
	}),
	attention_rate: float({
		label: 'Attention rate',
		help: '1: attention is the softmax of the scores. 0: every position gets the weight 1, as in a pizza network; between them: a mixture of both (Zhong et al. 2023).',
		min: 0,
		max: 1,
		default: 1
	}),
	tied_unembedding: tiedUnembeddingParam,
	mlp_biases: boolean({
		label: 'MLP biases',
		help: 'Trained biases in both layers of every MLP.',
		default: true
	}),
	weight_init: choice({
		label: 'Initial weights',
		help: 'Biases start at zero and gains at one, except for PyTorch’s biases.',
		options: [
			{
				value: 'normal',
				label: 'Normal',
				help: 'Variance 1 / d_model, of the unembedding 1 / outputs (Nanda et al. 2023).'
			},
			{
				value: 'pytorch',
				label: 'PyTorch’s default',
				help: 'Uniform within 1 / sqrt(inputs), biases too; normal of variance 1 for embedding and positions.'
			},
			{
				value: 'orthogonal',
				label: 'Orthogonal',
				help: 'Orthonormal rows or columns, head by head; normal of variance 1 / d_model for embedding and positions.'
			}
		],
		default: 'normal'
	})
} as const;

export type DeepTransformerParams = ParamsOf<typeof deepTransformerParams>;
