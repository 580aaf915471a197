import type { ParamSchemas } from '../core/param-schema.ts';
import type { LossKind } from '../mechanism/row-loss.ts';
import type { Graph, Tensor } from '../ops/define.ts';

/** Per-row results of a loss. `loss` is where its gradient starts. */
export interface LossResult {
	/** f32 [rows] */
	readonly loss: Tensor;
	/** f32 [rows], 1 where the largest logit (the first of equals) is the target's, else 0. */
	readonly isCorrect: Tensor;
	/** f32 [rows, outputs]: d mean(loss) / d logits. */
	readonly gradient: Tensor;
}

export interface LossSpec {
	readonly id: string;
	readonly label: string;
	readonly cite: string;
	readonly params: ParamSchemas;
	/**
	 * The formula of a row's loss, for measures that compute it again from changed logits: -log
	 * softmax, or the mean of squares.
	 */
	readonly kind: LossKind;
	/**
	 * The loss of a predictor that treats all `outputs` classes alike. Phase rules compare losses
	 * with it.
	 */
	chanceLevel(outputs: number): number;
	/** The same as a formula for readers. @param outputs their number as text, e.g. "114" */
	chanceRule(outputs: string): string;
	/**
	 * Builds the loss of logits [rows, outputs] against targets u32 [rows]; `into` may say where
	 * the per-row results are written.
	 */
	build(
		graph: Graph,
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
