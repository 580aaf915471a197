import { matmul } from '../ops/matmul/matmul.ts';
import { defineModel, type NeuronLayer } from './define.ts';
import { refuseUnequalHeads } from './shared-params.ts';
import { multipliedReadOut } from './start.ts';
import { isReadAtTheEnd, readOut } from './transformer-forward.ts';
import { deepTransformerParams, type DeepTransformerParams } from './transformer-params.ts';
import { blockPrefix, EMBED, foreignTensors, UNEMBED } from './transformer-parts.ts';
import { outputsOf, transformerWeights } from './transformer-weights.ts';

/** The prefix of the block before the logits. */
const lastBlock = ({ n_layers }: DeepTransformerParams): string => blockPrefix(n_layers - 1);

/**
 * What a neuron of the last block adds to the logits. Undefined if a normalization lies between
 * them.
 */
const logitMapOf =
	(params: DeepTransformerParams): NonNullable<NeuronLayer['logitMap']> =>
	({ graph, parameter }) => {
		const readOut = multipliedReadOut({ graph, parameter, params }, UNEMBED);
		return graph.one(matmul, [parameter(`${lastBlock(params)}mlp.W_out`), readOut], {}, 'W_L');
	};

/**
 * A decoder or encoder of 1 to 3 layers on any sequence of tokens, in the variants that papers on
 * grokking use: Power et al. 2022 (2 layers, post-norm, sinusoidal), Nanda et al. 2023 (1 layer, no
 * norm). With one layer, no norm, ReLU, learned positions and an untied unembedding it is the same
 * function as the one-layer model; a test compares them.
 */
export const transformer = defineModel({
	id: 'transformer',
	label: 'Transformer, 1 to 3 layers',
	cite: 'Power et al. 2022',
	params: deepTransformerParams,
	roles: () => ({ embedding: EMBED }),
	isTied: ({ tied_unembedding }) => tied_unembedding,
	neurons: (params, shape) =>
		isReadAtTheEnd(shape)
			? {
					count: params.d_mlp,
					activation: `${lastBlock(params)}mlp.hook_post`,
					...(params.norm === 'none' && !params.tied_unembedding
						? { logitMap: logitMapOf(params) }
						: {})
				}
			: undefined,
	attention: (params, shape) =>
		isReadAtTheEnd(shape)
			? {
					heads: params.n_heads,
					patterns: Array.from(
						{ length: params.n_layers },
						(_, layer) => `${blockPrefix(layer)}attn.hook_pattern`
					)
				}
			: undefined,
	refuse: (params) =>
		params.attention_rate !== 1 && params.causal
			? 'attention_rate: below 1 every position gets a weight, later ones too: expected causal=false'
			: params.tied_unembedding && params.zero_readout
				? 'zero_readout: a tied unembedding is the embedding, which cannot start at zero: untie it, or switch zero_readout off'
				: refuseUnequalHeads(params),
	outputs: outputsOf,
	parameters: transformerWeights,
	ignorable: foreignTensors(3),
	formulations: [{ id: 'read-out', forward: readOut }],
	preferred: () => ({ gpu: 'read-out', software: 'read-out' })
});
