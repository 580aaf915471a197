import type { NumericArray } from '../core/tensor.ts';
import type { EvidenceKind } from '../mechanism/key-frequency-rules.ts';
import type { LossSpec } from '../losses/define.ts';
import type { ModelSpec } from '../models/define.ts';
import type { IndexList, Recorder, Tensor } from '../ops/define.ts';
import type { TaskSizes } from '../tasks/define.ts';

/** What a probe looks at: enough to say whether it has a meaning there. */
export interface ProbeSubject {
	readonly sizes: TaskSizes;
	readonly model: ModelSpec;
	readonly loss: LossSpec;
}

/**
 * By what pairs are grouped in a cyclic task with coefficients [ca, cb]: by a, by b, by the sum ca a + cb b that the
 * answer depends on, by the difference ca a - cb b.
 */
export type PairClass = 'left' | 'right' | 'sum' | 'difference';

/** Some of the evaluated pairs: all of them are evaluated in parts, to bound memory. */
export interface EvaluatedPairs {
	readonly rows: number;
	/** [rows, outputs] */
	readonly logits: Tensor;
	/** Activations after the nonlinearity [rows, neurons]; undefined for a model without such a layer. */
	readonly neurons: Tensor | undefined;
	/** u32 [rows] */
	readonly targets: Tensor;
	/** u32 [rows]: evaluation group (train, mirrored test, other test). */
	readonly group: Tensor;
	/** The class of each pair, grouped. Only for a cyclic task. */
	classes(by: PairClass): IndexList;
}

/** What a probe may record on. */
export interface ProbeContext extends ProbeSubject {
	readonly recorder: Recorder;
	/** Number of output classes; the first `sizes.residues` of them are answers. */
	readonly outputs: number;
	/** All parameters, flat [P]. */
	readonly flat: Tensor;
	/** All parameters one by one. */
	readonly parameters: readonly Tensor[];
	/** The parameter in a role of the model, e.g. `embedding`. */
	role(name: 'embedding'): Tensor;
	/** The paper's W_L [neurons, outputs]. */
	neuronLogitMap(): Tensor;
	/** A shared f32 constant. */
	constant(name: string, shape: readonly number[], fill: () => Float64Array): Tensor;
	/** What the run's rule of key frequencies decides by. */
	readonly keyEvidence: EvidenceKind;
	/** f32 state that the host may change between evaluations without a new plan. */
	setting(name: KeySetting): Tensor;
	readonly pairs: readonly EvaluatedPairs[];
}

/** The key-frequency rule in force, see `key-rule.ts`, and frequencies given instead of decided. */
export type KeySetting = 'key.rule' | 'key.given';

/** What turns the numbers that were read into results. */
export interface FinishContext extends ProbeSubject {
	readonly outputs: number;
	/** Train pairs by class of the sum. Empty where the task has no cyclic structure. */
	readonly trainPairsBySum: Float64Array;
	/** Names of the parameters, in their order. */
	readonly parameterNames: readonly string[];
}

/** What a probe says of one evaluated step. */
export interface ProbeResult {
	/** Columns of the evaluation by metric id. */
	readonly scalars: Readonly<Record<string, number>>;
	/** Power per frequency, entry i for frequency i + 1. */
	readonly spectrum?: Float64Array;
	/** One value per frequency, entry i for frequency i + 1, by metric id. */
	readonly vectors?: Readonly<Record<string, Float64Array>>;
}

/** A column that a probe adds to every evaluation. */
export interface ProbeScalar {
	/** Metric id, snake_case. With a family, columns `id:member` come beside it. */
	readonly id: string;
	readonly label: string;
	readonly definition: string;
	/** One more column per member, e.g. one per tensor. */
	readonly family?: 'tensor';
	/** It depends on which frequencies are key, and is provisional until those are final. */
	readonly needsKeys?: boolean;
	/** How the value reads: a loss is drawn on a log axis, a fraction from 0 to 1. */
	readonly unit: 'loss' | 'fraction' | 'plain';
}

/** A value per frequency that a probe adds to every evaluation. */
export interface ProbeVector {
	readonly id: string;
	readonly label: string;
	readonly definition: string;
	readonly unit: 'loss' | 'fraction' | 'plain';
}

/** A measure: `record` adds ops to the evaluation, `finish` is pure. Where its structure is absent it refuses. */
export interface ProbeSpec {
	readonly id: string;
	readonly label: string;
	readonly cite: string;
	readonly definition: string;
	readonly view: 'line' | 'spectrum';
	/** What `finish` gives as scalars: these ids (and members of their families), no more and no fewer. */
	readonly scalars: readonly ProbeScalar[];
	/** What `finish` gives per frequency. */
	readonly vectors?: readonly ProbeVector[];
	/** Evidence for rules of key frequencies that it records in any case, and that is then kept for them. */
	readonly evidence?: EvidenceKind;
	/** A sentence why the probe has no meaning here, undefined when it has. */
	refuse(subject: ProbeSubject): string | undefined;
	/** Records f32 tensors that are read at evaluated steps. */
	record(context: ProbeContext): readonly Tensor[];
	finish(values: readonly NumericArray[], context: FinishContext): ProbeResult;
}

export function defineProbe<const Id extends string>(
	spec: ProbeSpec & { readonly id: Id }
): ProbeSpec & { readonly id: Id } {
	return Object.freeze(spec);
}
