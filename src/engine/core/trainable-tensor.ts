import type { Shape } from './tensor.ts';

/** What a trainable tensor is to its network: optimizers may treat kinds differently. */
export type ParameterKind = 'embedding' | 'position' | 'hidden' | 'unembedding' | 'bias' | 'gain';

/** A trainable tensor: models declare it, optimizers see it. Names follow TransformerLens. */
export interface TrainableTensor {
	readonly name: string;
	readonly shape: Shape;
	/**
	 * An embedding is the layer that sees one-hot tokens; hidden weights are matrices [..., inputs,
	 * outputs].
	 */
	readonly kind: ParameterKind;
	/**
	 * Of hidden weights with an axis of heads in front: what the heads divide among them. They are
	 * then parts of one matrix [inputs, outputs]; absent, the axis counts matrices of their own.
	 */
	readonly headsShare?: 'inputs' | 'outputs';
}
