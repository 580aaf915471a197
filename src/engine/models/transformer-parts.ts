import type { ModelContext } from './define.ts';

/** Names of a transformer's parameters, as in TransformerLens, and prefixes of those in its first block. */
export const EMBED = 'embed.W_E';
export const POSITIONS = 'pos_embed.W_pos';
export const UNEMBED = 'unembed.W_U';
export const blockPrefix = (layer: number): string => `blocks.${String(layer)}.`;
export const ATTENTION = `${blockPrefix(0)}attn.`;
export const MLP = `${blockPrefix(0)}mlp.`;

/** What recording a formulation of the one-layer transformer needs. */
export type TransformerContext = ModelContext<{
	readonly d_model: number;
	readonly n_heads: number;
}>;
