import type { TrainableTensor } from '../core/trainable-tensor.ts';
import type { ParamSchemas, ParamsOf } from '../core/param-schema.ts';
import type { Recorder, Tensor } from '../ops/define.ts';

/**
 * Neighbouring slots of the flat buffers and what belongs to them, flat [count]; count is a
 * multiple of 64.
 */
export interface Part {
	/** The key that the slots have in common. */
	readonly key: string;
	readonly slots: readonly [TrainableTensor, ...TrainableTensor[]];
	readonly count: number;
	/**
	 * Changed in place. A dispatch that writes one of these tensors binds no other part of its
	 * buffer.
	 */
	readonly parameters: Tensor;
	readonly gradients: Tensor;
	/** @throws LabError `internal` when the rule did not declare such a state */
	readonly state: (name: string) => Tensor;
}

/** What an update is recorded on: the flat buffers, all of them or part by part. */
export interface UpdateContext<Params> {
	readonly recorder: Recorder;
	readonly params: Params;
	/** Everything: for elementwise rules, in one dispatch. */
	readonly whole: Part;
	/** Runs of neighbouring slots of one key, in order; slots without a key are in none. */
	readonly parts: (keyOf: (slot: TrainableTensor) => string | undefined) => readonly Part[];
	/**
	 * f32 [steps of a batch, width]: rows of `scalars`. @throws LabError `internal` when it was not
	 * declared
	 */
	readonly schedule: (name: string) => Tensor;
	/** u32 [1]: which row of every schedule holds this step. */
	readonly clock: Tensor;
}

/**
 * One rule of an update: an optimizer, or what comes before or after it (a filter of gradients, a
 * constraint on weights). `recordUpdate` records the rules of a run in order; `Schedule` asks each
 * for its scalars.
 */
export interface UpdateRule<Schemas extends ParamSchemas = ParamSchemas> {
	readonly params: Schemas;
	/** Names of its flat buffers, zero at step 0, kept in checkpoints. */
	readonly state: readonly string[];
	/** The schedules that it reads: how many scalars a step has in each. */
	readonly schedules: Readonly<Record<string, number>>;
	/**
	 * The scalars of update number `step` (from 0), by schedule, in float64 on the host. Params are
	 * those in force at that step. Powers such as beta^t come from repeated multiplication:
	 * `power(beta, t)` is provided for that.
	 */
	scalars(
		params: ParamsOf<Schemas>,
		step: number,
		power: (base: number, exponent: number) => number
	): Readonly<Record<string, readonly number[]>>;
	/** Records the rule. */
	build(context: UpdateContext<ParamsOf<Schemas>>): void;
}

/** When weight decay, with gradients of zero, makes weights smaller. */
export interface DecayStability {
	/** Keys of the rate and the decay that are multiplied. */
	readonly rate: string;
	readonly decay: string;
	/** Largest learning rate times weight decay with which it does. */
	readonly largestProduct: number;
	/** Whether an update multiplies weights by 1 - lr wd, whatever else it does. */
	readonly isDecoupled: boolean;
}

/** An update multiplies weights by 1 - lr wd: they grow when that is below -1. */
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
	/** Of every decay that it has. */
	decayStability(params: ParamsOf<Schemas>): readonly DecayStability[];
}

export function defineOptimizer<const Id extends string, Schemas extends ParamSchemas>(
	spec: OptimizerSpec<Schemas> & { readonly id: Id }
): OptimizerSpec<Schemas> & { readonly id: Id } {
	return Object.freeze(spec);
}
