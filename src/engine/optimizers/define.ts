import type { ParamSchemas, ParamsOf } from '../core/param-schema.ts';
import type { Recorder, Tensor } from '../ops/define.ts';

export interface OptimizerContext {
	readonly recorder: Recorder;
	/** All parameters, flat [P]; changed in place. */
	readonly parameters: Tensor;
	/** All gradients, flat [P]. */
	readonly gradients: Tensor;
	/** The optimizer's own flat buffers [P] by name, zero at step 0. */
	readonly state: Readonly<Record<string, Tensor>>;
	/** f32 [slots, scalarCount]: what `scalars` returned for the steps of this batch. */
	readonly schedule: Tensor;
	/** u32 [1]: which row of `schedule` holds this step. */
	readonly clock: Tensor;
}

/** When weight decay, with gradients of zero, makes weights smaller. */
export interface DecayStability {
	/** Largest learning rate times weight decay with which it does. */
	readonly largestProduct: number;
	/** Whether an update multiplies weights by 1 - lr wd, whatever else it does. */
	readonly isDecoupled: boolean;
}

/** An update multiplies weights by 1 - lr wd: they grow when that is below -1. */
export const DECOUPLED_DECAY: DecayStability = Object.freeze({
	largestProduct: 2,
	isDecoupled: true
});

export interface OptimizerSpec<Schemas extends ParamSchemas = ParamSchemas> {
	readonly id: string;
	readonly label: string;
	readonly cite: string;
	readonly params: Schemas;
	/** Names of the flat state buffers. */
	readonly state: readonly string[];
	/** How many scalars a step needs. */
	readonly scalarCount: number;
	/**
	 * The scalars of update number `step` (from 0), in float64 on the host. Params are those in force at that step.
	 * Powers such as beta^t come from repeated multiplication: `power(beta, t)` is provided for that.
	 */
	scalars(
		params: ParamsOf<Schemas>,
		step: number,
		power: (base: number, exponent: number) => number
	): readonly number[];
	build(context: OptimizerContext): void;
	decayStability(params: ParamsOf<Schemas>): DecayStability;
}

export function defineOptimizer<const Id extends string, Schemas extends ParamSchemas>(
	spec: OptimizerSpec<Schemas> & { readonly id: Id }
): OptimizerSpec<Schemas> & { readonly id: Id } {
	return Object.freeze(spec);
}
