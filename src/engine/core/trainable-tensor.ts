import type { Shape } from './tensor.ts';

/** The role of a trainable tensor in its network. Optimizers may treat kinds differently. */
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
	 * For hidden weights with a leading axis of heads: the heads are parts of one matrix [inputs,
	 * outputs], and this is the axis they divide. Absent: each head is a matrix of its own.
	 */
	readonly headsShare?: 'inputs' | 'outputs';
}
