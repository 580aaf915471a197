import type { ModelContext } from './define.ts';

/** Names of the transformer's parameters, as in TransformerLens, and prefixes of those in its one block. */
export const EMBED = 'embed.W_E';
export const POSITIONS = 'pos_embed.W_pos';
export const ATTENTION = 'blocks.0.attn.';
export const MLP = 'blocks.0.mlp.';
export const UNEMBED = 'unembed.W_U';

/** What recording a formulation of the transformer needs. */
export type TransformerContext = ModelContext<{
	readonly d_model: number;
	readonly n_heads: number;
}>;
