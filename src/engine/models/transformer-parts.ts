import type { IgnorableTensor } from '../core/tensor.ts';
import type { ModelContext } from './define.ts';

/**
 * Names of a transformer's parameters and prefixes of those in its first block, as in
 * TransformerLens.
 */
export const EMBED = 'embed.W_E';
export const POSITIONS = 'pos_embed.W_pos';
export const UNEMBED = 'unembed.W_U';
export const blockPrefix = (layer: number): string => `blocks.${String(layer)}.`;
export const ATTENTION = `${blockPrefix(0)}attn.`;
export const MLP = `${blockPrefix(0)}mlp.`;

/**
 * Tensors that TransformerLens saves with the weights of this many blocks and these models do not
 * have: its causal mask, and biases, which must be zero.
 */
export const foreignTensors = (layers: number): readonly IgnorableTensor[] => [
	...Array.from({ length: layers }, (_, layer) => `${blockPrefix(layer)}attn.`).flatMap(
		(attention) => [
			...['mask', 'IGNORE'].map((name) => ({ name: attention + name, when: 'any' }) as const),
			...['b_Q', 'b_K', 'b_V', 'b_O'].map(
				(name) => ({ name: attention + name, when: 'zero' }) as const
			)
		]
	),
	{ name: 'unembed.b_U', when: 'zero' }
];

/** What building a formulation of the one-layer transformer needs. */
export type TransformerContext = ModelContext<{
	readonly d_model: number;
	readonly n_heads: number;
	readonly output_multiplier: number;
}>;
