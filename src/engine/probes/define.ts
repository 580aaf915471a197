import type { ParamValue } from '../core/param-schema.ts';
import type { NumericArray } from '../core/tensor.ts';
import type { EvidenceKind } from '../key-rules/define.ts';
import type { LossSpec } from '../losses/define.ts';
import type { ModelSpec } from '../models/define.ts';
import type { IndexList, Recorder, Tensor } from '../ops/define.ts';
import type { TaskShape } from '../tasks/define.ts';

/** What a probe looks at: enough to say whether it has a meaning there. */
export interface ProbeSubject {
	readonly shape: TaskShape;
	readonly model: ModelSpec;
	readonly loss: LossSpec;
	/** Of all specs, by key. */
	readonly params: Readonly<Record<string, ParamValue>>;
}

/**
 * By what pairs are grouped in a cyclic task with coefficients [ca, cb]: by a, by b, by the sum ca
 * a + cb b that the answer depends on, by the difference ca a - cb b.
 */
export type PairClass = 'left' | 'right' | 'sum' | 'difference';

/** Some of the examples: all of them are evaluated in parts, to bound memory. */
export interface EvaluatedExamples {
	/** Number of examples. */
	readonly rows: number;
	/** [rows * positions, outputs] */
	readonly logits: Tensor;
	/**
	 * Activations after the nonlinearity [rows, neurons]; undefined for a model without such a
	 * layer.
	 */
	readonly neurons: Tensor | undefined;
	/** u32 [rows * positions] */
	readonly targets: Tensor;
	/** u32 [rows * positions]: 0 for train, g + 1 for `shape.groups[g]`. */
	readonly group: Tensor;
	/** The class of each pair, grouped. Only for a cyclic task. */
	classes(by: PairClass): IndexList;
	/**
	 * Logits by element of the cyclic group, in their order [rows, elementColumns]. Only for a
	 * cyclic task.
	 */
	elementLogits(): Tensor;
	/** The element that each target is, u32 [rows]. Only for a cyclic task. */
	elementTargets(): Tensor;
}

/** What a probe may record on. */
export interface ProbeContext extends ProbeSubject {
	readonly recorder: Recorder;
	/** Number of outputs; the first `shape.classes` of them are answers. */
	readonly outputs: number;
	/** Columns of `elementLogits`; the first ones are the elements of the group. */
	readonly elementColumns: number;
	/** All parameters, flat [P]. */
	readonly flat: Tensor;
	/** All parameters one by one. */
	readonly parameters: readonly Tensor[];
	/** The parameter in a role of the model, e.g. `embedding`. */
	role(name: 'embedding'): Tensor;
	/**
	 * The paper's W_L [neurons, outputs]. @throws LabError `bad-parameter` when the model has none
	 */
	neuronLogitMap(): Tensor;
	/** A shared f32 constant. */
	constant(name: string, shape: readonly number[], fill: () => Float64Array): Tensor;
	/** What the run's rule of key frequencies decides by. */
	readonly keyEvidence: EvidenceKind;
	/** f32 state that the host may change between evaluations without a new plan. */
	setting(name: KeySetting): Tensor;
	/** Together they are all examples. */
	readonly parts: readonly EvaluatedExamples[];
}

/** The key-frequency rule in force, see `key-rule.ts`, and frequencies given instead of decided. */
export type KeySetting = 'key.rule' | 'key.given';

/** What turns the numbers that were read into results. */
export interface FinishContext extends ProbeSubject {
	readonly outputs: number;
	/** Columns of `elementLogits`; the first ones are the elements of the group. */
	readonly elementColumns: number;
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

/**
 * A chart of measures: every line that names it is drawn in it. A chart of one probe is in the
 * probe's own file.
 */
export interface MeasureChart {
	readonly id: string;
	readonly title: string;
	/** Its place among the charts, ascending. */
	readonly place: number;
	/** Train and test loss are drawn in it too, on a panel of its own above the other charts. */
	readonly isBesideLosses?: boolean;
	/** A sentence that stands in it before there is anything to draw. */
	readonly placeholder?: string;
	/** Why lines are empty in a run without key frequencies, a sentence. */
	readonly withoutKeys?: string;
}

/** Colours that a measure may have in every chart; without one it has that of its place. */
export type MeasureColor = 'green' | 'purple' | 'brown';

/** The line of a scalar in a chart. */
export interface ScalarLine {
	readonly chart: MeasureChart;
	/** In the legend. */
	readonly label: string;
	/** Its place in the chart, ascending. */
	readonly place: number;
	readonly color?: MeasureColor;
	/** The sign on the line; without one it has that of its place. */
	readonly sign?: 'none' | 'square' | 'triangle';
}

/** What a rule or a text of the page needs a scalar for; at most one scalar has a role. */
export type ScalarRole =
	/** While key frequencies may change: its minimum ends memorization. */
	| 'memorization-end'
	/** The same once they are final. */
	| 'memorization-end-settled'
	/** Below chance it is evidence of a circuit. */
	| 'circuit-evidence';

/** What a text of the page needs a measure per frequency for. */
export type VectorRole =
	/** How much of the logits each frequency carries. */
	'frequency-use';

/** How a value reads: a loss is drawn on a log axis, a fraction from 0 to 1. */
export type MeasureUnit = 'loss' | 'fraction' | 'plain';

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
	readonly unit: MeasureUnit;
	/**
	 * Where it is drawn. Without it: with the others of its probe and unit, under "More measures".
	 */
	readonly line?: ScalarLine;
	readonly role?: ScalarRole;
}

/** A value per frequency that a probe adds to every evaluation. */
export interface ProbeVector {
	readonly id: string;
	readonly label: string;
	readonly definition: string;
	readonly unit: MeasureUnit;
	/** Where a line for each key frequency is drawn; nowhere without it. */
	readonly lines?: {
		readonly chart: MeasureChart;
		/** What the switch says that shows them; without it they are always shown. */
		readonly switch?: string;
	};
	readonly role?: VectorRole;
}

/**
 * A measure: `record` adds ops to the evaluation, `finish` is pure. Where its structure is absent
 * it refuses.
 */
export interface ProbeSpec {
	readonly id: string;
	readonly label: string;
	readonly cite: string;
	readonly definition: string;
	readonly view: 'line' | 'spectrum';
	/**
	 * What `finish` gives as scalars: these ids (and members of their families), no more and no
	 * fewer.
	 */
	readonly scalars: readonly ProbeScalar[];
	/** What `finish` gives per frequency. */
	readonly vectors?: readonly ProbeVector[];
	/**
	 * Evidence for rules of key frequencies that it records in any case, and that is then kept for
	 * them.
	 */
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
