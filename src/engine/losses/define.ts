import type { ParamSchemas } from '../core/param-schema.ts';
import type { LossKind } from '../mechanism/row-loss.ts';
import type { Recorder, Tensor } from '../ops/define.ts';

/** Per-row results of a loss, and its gradient's root. */
export interface LossResult {
	/** f32 [rows] */
	readonly loss: Tensor;
	/** f32 [rows], 1 where the largest logit (the first of equals) is the target's, else 0. */
	readonly isCorrect: Tensor;
}

export interface LossSpec {
	readonly id: string;
	readonly label: string;
	readonly cite: string;
	readonly params: ParamSchemas;
	/**
	 * What a row's loss is, for measures that change logits and look again: -log softmax, or the
	 * mean of squares.
	 */
	readonly kind: LossKind;
	/**
	 * The loss of a predictor that knows nothing, for `outputs` classes. Phase rules compare with
	 * it.
	 */
	chanceLevel(outputs: number): number;
	/**
	 * Records the loss of logits [rows, outputs] against targets u32 [rows]; `into` may place the
	 * per-row results.
	 */
	build(
		recorder: Recorder,
		logits: Tensor,
		targets: Tensor,
		into?: { readonly loss: Tensor; readonly isCorrect: Tensor }
	): LossResult;
}

export function defineLoss<const Id extends string>(
	spec: LossSpec & { readonly id: Id }
): LossSpec & { readonly id: Id } {
	return Object.freeze(spec);
}
