import type { TrainableTensor } from '../core/trainable-tensor.ts';
import type { ParamSchemas, ParamsOf } from '../core/param-schema.ts';
import type { Graph, Tensor } from '../ops/define.ts';

/**
 * Adjacent slots of the flat buffers with their parameters, gradients and states, each flat
 * [count]; count is a multiple of 64.
 */
export interface Part {
	/** The key all its slots share. */
	readonly key: string;
	readonly slots: readonly [TrainableTensor, ...TrainableTensor[]];
	readonly count: number;
	/**
	 * Changed in place. A dispatch that writes one of these tensors binds no other part of its
	 * buffer.
	 */
	readonly parameters: Tensor;
	readonly gradients: Tensor;
	/** @throws LabError `internal` if the rule does not declare this state */
	readonly state: (name: string) => Tensor;
}

/** What an update is built from: the flat buffers as a whole or part by part. */
export interface UpdateContext<Params> {
	readonly graph: Graph;
	readonly params: Params;
	/** All slots. Elementwise rules update them in one dispatch. */
	readonly whole: Part;
	/**
	 * Runs of adjacent slots with the same key, in order. Slots whose key is undefined are left
	 * out.
	 */
	readonly parts: (keyOf: (slot: TrainableTensor) => string | undefined) => readonly Part[];
	/**
	 * f32 [steps of a burst, width]: rows of `scalars`.
	 * @throws LabError `internal` if the rule does not declare this schedule
	 */
	readonly schedule: (name: string) => Tensor;
	/** u32 [1]: the row of this step in every schedule. */
	readonly clock: Tensor;
}

/**
 * One rule of an update: an optimizer, a filter of gradients before it, or a constraint on weights
 * after it. `buildUpdate` builds the rules of a run in order; `Schedule` computes the scalars of
 * each.
 */
export interface UpdateRule<Schemas extends ParamSchemas = ParamSchemas> {
	readonly params: Schemas;
	/** Names of the flat buffers it keeps between steps: zero at step 0, saved in checkpoints. */
	readonly state: readonly string[];
	/**
	 * How many times as long as the flat buffers its states are; absent: once. Such a state has no
	 * parts by slot.
	 */
	copies?(params: ParamsOf<Schemas>): number;
	/** The schedules it reads, with the number of scalars per step of each. */
	readonly schedules: Readonly<Record<string, number>>;
	/**
	 * The scalars of update number `step` (from 0), by schedule, in float64 on the host. `params`
	 * are those in force at that step. Powers such as beta^t must come from `power(beta, t)`, which
	 * multiplies repeatedly, because `Math.pow` differs between engines.
	 */
	scalars(
		params: ParamsOf<Schemas>,
		step: number,
		power: (base: number, exponent: number) => number
	): Readonly<Record<string, readonly number[]>>;
	/** Builds the rule. */
	build(context: UpdateContext<ParamsOf<Schemas>>): void;
}

/** Condition under which weight decay shrinks weights when gradients are zero. */
export interface DecayStability {
	/** Keys of the learning rate and the decay that are multiplied. */
	readonly rate: string;
	readonly decay: string;
	/** Largest product of learning rate and weight decay with which weights shrink. */
	readonly largestProduct: number;
	/** Whether the update multiplies weights by 1 - lr wd (decoupled decay). */
	readonly isDecoupled: boolean;
}

/** An update multiplies weights by 1 - lr wd, so they grow if this is below -1. */
export const DECOUPLED_DECAY: DecayStability = Object.freeze({
	rate: 'lr',
	decay: 'weight_decay',
	largestProduct: 2,
	isDecoupled: true
});

export interface OptimizerSpec<
	Schemas extends ParamSchemas = ParamSchemas
> extends UpdateRule<Schemas> {
	readonly id: string;
	readonly label: string;
	readonly cite: string;
	/**
	 * The condition for each of its decays. Page and command line take the keys of learning rates
	 * and decays from it.
	 */
	decayStability(params: ParamsOf<Schemas>): readonly DecayStability[];
}

export function defineOptimizer<const Id extends string, Schemas extends ParamSchemas>(
	spec: OptimizerSpec<Schemas> & { readonly id: Id }
): OptimizerSpec<Schemas> & { readonly id: Id } {
	return Object.freeze(spec);
}
