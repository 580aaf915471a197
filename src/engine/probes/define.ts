import type { ParamValue } from '../core/param-schema.ts';
import type { NumericArray } from '../core/tensor.ts';
import type { EvidenceKind } from '../key-rules/define.ts';
import type { LossSpec } from '../losses/define.ts';
import type { ModelSpec } from '../models/define.ts';
import type { IndexList, Graph, Tensor } from '../ops/define.ts';
import type { TaskShape } from '../tasks/define.ts';

/** The task, model and params of a run, from which a probe decides whether it applies. */
export interface ProbeSubject {
	readonly shape: TaskShape;
	readonly model: ModelSpec;
	readonly loss: LossSpec;
	/** Values of all specs' params, by key. */
	readonly params: Readonly<Record<string, ParamValue>>;
	/** Whether some train labels may not be the right answers. Absent: they all are. */
	readonly hasLabelNoise?: boolean;
}

/**
 * The key by which pairs of a cyclic task with coefficients [ca, cb] are grouped: a, b, the sum ca
 * a + cb b, on which the answer depends, or the difference ca a - cb b.
 */
export type PairClass = 'left' | 'right' | 'sum' | 'difference';

/** A chunk of the examples. An evaluation runs over all examples in chunks, to bound memory. */
export interface EvaluatedExamples {
	/** Number of examples. */
	readonly rows: number;
	/** [rows * positions, outputs] */
	readonly logits: Tensor;
	/**
	 * Activations after the nonlinearity [rows, neurons]; undefined if the model has no such layer.
	 */
	readonly neurons: Tensor | undefined;
	/** The labels, some replaced by label noise in train examples, u32 [rows * positions]. */
	readonly targets: Tensor;
	/** The right answers, u32 [rows * positions]. */
	truth(): Tensor;
	/** 1 where the label is not the right answer, else 0, f32 [rows * positions]. */
	wrongLabels(): Tensor;
	/** u32 [rows * positions]: 0 for train, g + 1 for `shape.groups[g]`. */
	readonly group: Tensor;
	/** The class of each pair as an index list. Only for a cyclic task. */
	classes(by: PairClass): IndexList;
	/** The product of each pair as an index list. Only for a task on a group that is not cyclic. */
	products(): IndexList;
	/**
	 * Logits in the order of the cyclic group's elements [rows, elementColumns]. Only for a cyclic
	 * task.
	 */
	elementLogits(): Tensor;
	/** The group element of each right answer, u32 [rows]. Only for a cyclic task. */
	elementTargets(): Tensor;
}

/** The logit of class c for the operand tokens a and b. */
export interface LogitChoice {
	readonly a: number;
	readonly b: number;
	readonly c: number;
}

/** The tensors that a probe may build on. */
export interface ProbeContext extends ProbeSubject {
	readonly graph: Graph;
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
	 * The paper's W_L [neurons, outputs].
	 * @throws LabError `bad-parameter` if the model has none
	 */
	neuronLogitMap(): Tensor;
	/** What each token adds to the neurons' inputs, by operand; none where that is not a sum. */
	neuronInputMaps(): readonly Tensor[];
	/**
	 * Gradients of single logits with respect to the embeddings that they read: rows 2i and 2i + 1
	 * are those of a and of b of choice i. Only for pairs, and a model with one embedding that is
	 * not tied.
	 */
	logitGradients(choices: readonly LogitChoice[]): Tensor;
	/** A shared f32 constant. */
	constant(name: string, shape: readonly number[], fill: () => Float64Array): Tensor;
	/** The evidence by which the run's key rule decides. */
	readonly keyEvidence: EvidenceKind;
	/** f32 state that the host can change between evaluations without a new plan. */
	setting(name: KeySetting): Tensor;
	/** Parts that together contain all examples. */
	readonly chunks: readonly EvaluatedExamples[];
}

/**
 * The key rule in force (see `key-rule.ts`), and frequencies that are given instead of found by a
 * rule.
 */
export type KeySetting = 'key.rule' | 'key.given';

/** What a probe needs to turn the numbers read from a device into results. */
export interface FinishContext extends ProbeSubject {
	readonly outputs: number;
	/** Columns of `elementLogits`; the first ones are the elements of the group. */
	readonly elementColumns: number;
	/** Number of train pairs with each sum. Empty if the task has no cyclic structure. */
	readonly trainPairsBySum: Float64Array;
	/** Names of the parameters, in their order. */
	readonly parameterNames: readonly string[];
}

/** The results of a probe at one evaluated step. */
export interface ProbeResult {
	/** Columns of the evaluation by metric id. */
	readonly scalars: Readonly<Record<string, number>>;
	/** Power per frequency, entry i for frequency i + 1. */
	readonly spectrum?: Float64Array;
	/** One value per frequency, entry i for frequency i + 1, by metric id. */
	readonly vectors?: Readonly<Record<string, Float64Array>>;
}

/**
 * A chart of measures. It shows every line that names it. A chart of a single probe is defined in
 * the probe's file.
 */
export interface MeasureChart {
	readonly id: string;
	readonly title: string;
	/** Its position among the charts, ascending. */
	readonly place: number;
	/**
	 * Whether it also shows train and test loss. Then it has a panel of its own above the other
	 * charts.
	 */
	readonly isBesideLosses?: boolean;
	/** A sentence shown until there is something to draw. */
	readonly placeholder?: string;
	/** A sentence that explains why lines are empty in a run without key frequencies. */
	readonly withoutKeys?: string;
}

/**
 * Colours that a measure can have in all charts. Without one, its position in the chart decides.
 */
export type MeasureColor = 'green' | 'purple' | 'brown';

/** The line of a scalar in a chart. */
export interface ScalarLine {
	readonly chart: MeasureChart;
	/** In the legend. */
	readonly label: string;
	/** Its position among the lines of the chart, ascending. */
	readonly place: number;
	readonly color?: MeasureColor;
	/** The marker on the line. Without one, its position in the chart decides. */
	readonly sign?: 'none' | 'square' | 'triangle';
}

/** The role of a scalar in a phase rule or a text of the page. At most one scalar has each role. */
export type ScalarRole =
	/** Its minimum is the end of memorization while key frequencies are provisional. */
	| 'memorization-end'
	/** The same once key frequencies are final. */
	| 'memorization-end-settled'
	/** A value below chance is evidence of a circuit. */
	| 'circuit-evidence';

/** The role of a measure with a value for each frequency in a text of the page. */
export type VectorRole =
	/** How much of the logits each frequency carries. */
	'frequency-use';

/** How a value is drawn: a loss on a log axis, a fraction on an axis from 0 to 1. */
export type MeasureUnit = 'loss' | 'fraction' | 'plain';

/** A column that a probe adds to every evaluation. */
export interface ProbeScalar {
	/** Metric id, snake_case. A family adds columns `id:member`. */
	readonly id: string;
	readonly label: string;
	readonly definition: string;
	/** Adds a column for each member: each tensor, or each irreducible representation. */
	readonly family?: 'tensor' | 'irrep';
	/**
	 * Whether it depends on the key frequencies, so that it is provisional until those are final.
	 */
	readonly needsKeys?: boolean;
	readonly unit: MeasureUnit;
	/**
	 * Where it is drawn. Default: under "More measures", with the other scalars of its probe and
	 * unit.
	 */
	readonly line?: ScalarLine;
	readonly role?: ScalarRole;
}

/** A measure with a value for each frequency that a probe adds to every evaluation. */
export interface ProbeVector {
	readonly id: string;
	readonly label: string;
	readonly definition: string;
	readonly unit: MeasureUnit;
	/** The chart that shows a line for each key frequency. Absent: it is not drawn. */
	readonly lines?: {
		readonly chart: MeasureChart;
		/** Label of the switch that shows the lines. Absent: they are always shown. */
		readonly switch?: string;
		/**
		 * What the sum over the key frequencies means, as the claim of a figure. If present, each
		 * frequency has a small chart of its own, and the last one shows the sum.
		 */
		readonly sum?: string;
	};
	readonly role?: VectorRole;
}

/**
 * A probe: `build` adds ops to the evaluation, `finish` computes measures from the numbers read
 * and is pure. `refuse` says why it does not apply to a run.
 */
export interface ProbeSpec {
	readonly id: string;
	readonly label: string;
	readonly cite: string;
	readonly definition: string;
	readonly view: 'line' | 'spectrum';
	/** Why it is off unless a run switches it on, a sentence about its cost. Absent: it is on. */
	readonly offBecause?: string;
	/** The scalars that `finish` returns: exactly these ids and the members of their families. */
	readonly scalars: readonly ProbeScalar[];
	/** The measures by frequency that `finish` returns. */
	readonly vectors?: readonly ProbeVector[];
	/** Evidence for key rules that the probe builds anyway. It is then kept for the rules. */
	readonly evidence?: EvidenceKind;
	/** A sentence that says why the probe does not apply to this run; undefined if it does. */
	refuse(subject: ProbeSubject): string | undefined;
	/** Builds f32 tensors that are read at evaluated steps. */
	build(context: ProbeContext): readonly Tensor[];
	finish(values: readonly NumericArray[], context: FinishContext): ProbeResult;
}

export function defineProbe<const Id extends string>(
	spec: ProbeSpec & { readonly id: Id }
): ProbeSpec & { readonly id: Id } {
	return Object.freeze(spec);
}
