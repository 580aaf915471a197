import type { ParamSchemas, ParamValue } from '../core/param-schema.ts';
import type { NumericArray } from '../core/tensor.ts';
import type { Tensor } from '../ops/define.ts';
import type { EvaluatedExamples, ProbeContext, ProbeSubject } from '../probes/define.ts';
import type { TaskExamples } from '../tasks/define.ts';

/** A number with its name and, if needed, its definition. */
export interface ViewFact {
	readonly label: string;
	readonly value: number;
	readonly unit: 'fraction' | 'loss' | 'plain' | 'count';
	readonly definition?: string;
}

/**
 * The appearance of a category's cells: two yes-or-no facts, each with a sign of its own that does
 * not depend on colour.
 */
export interface CategoryLook {
	readonly isFilled: boolean;
	/** Whether it has a dot in the centre. */
	readonly isDotted: boolean;
}

/** Numbers over two axes, row-major, drawn as an image. Rows and columns count from `first`. */
export interface GridPart {
	readonly kind: 'grid';
	readonly title: string;
	readonly rows: number;
	readonly columns: number;
	readonly values: Float32Array;
	/**
	 * `diverging` around 0, `sequential` from the least to the largest, `categories`: value i means
	 * `categories[i]`.
	 */
	readonly scale: 'sequential' | 'diverging' | 'categories';
	readonly categories?: readonly string[];
	/** The appearance of each category's cells. Absent: each category has a colour. */
	readonly looks?: readonly CategoryLook[];
	/** A sentence that says what fill and dot mean. */
	readonly key?: string;
	readonly rowLabel: string;
	readonly columnLabel: string;
	/** Names of the rows or columns, if they are not numbers from 0 on. */
	readonly rowNames?: readonly string[];
	readonly columnNames?: readonly string[];
	/** Controls that a click on a cell sets: one to its row, one to its column. */
	readonly picks?: readonly [row: string, column: string];
	/**
	 * Id of the view with details of a cell. It is computed with these controls for the cell under
	 * the pointer.
	 */
	readonly opens?: string;
}

/** One bar per entry, named by number from `first` on, or by `names`. */
export interface BarsPart {
	readonly kind: 'bars';
	readonly title: string;
	readonly values: Float64Array;
	readonly first: number;
	/** Names of the bars, if they are not numbers. */
	readonly names?: readonly string[];
	readonly label: string;
	readonly valueLabel: string;
	/** Numbers (not indices) of the highlighted bars, e.g. key frequencies. */
	readonly highlighted: readonly number[];
}

/** Points of a plane with equal axes, joined in their order if `isJoined`. */
export interface PointsPart {
	readonly kind: 'points';
	readonly title: string;
	readonly x: Float64Array;
	readonly y: Float64Array;
	/** Name of what the points are. Point i is labelled i. */
	readonly label: string;
	readonly isJoined: boolean;
}

/** Curves over 0 .. n - 1. */
export interface LinesPart {
	readonly kind: 'lines';
	readonly title: string;
	readonly label: string;
	readonly valueLabel: string;
	readonly lines: readonly { readonly label: string; readonly values: Float64Array }[];
	/**
	 * So many of the first lines are terms of a sum: each has a chart of its own, on one scale. The
	 * others are together in the last chart.
	 */
	readonly terms?: number;
	/** A position on the axis to mark, e.g. the right answer. */
	readonly marked?: number;
}

/** A direction in a plane: (1, 0) is the angle 0, (0, 1) a quarter turn. NaN if there is none. */
export interface DialHand {
	readonly label: string;
	/**
	 * `operand`: one of the directions whose angles add up; `sum`: these added up; `result`: what
	 * is compared with the sum.
	 */
	readonly role: 'operand' | 'sum' | 'result';
	readonly x: number;
	readonly y: number;
}

/** Directions from the middle of a circle, such as angles that add up. */
export interface DialPart {
	readonly kind: 'dial';
	readonly title: string;
	readonly hands: readonly DialHand[];
	/** A named place on the circle, e.g. of the right answer. */
	readonly mark: { readonly label: string; readonly x: number; readonly y: number };
	/** The result meets the sum if it is at most this many degrees from it. */
	readonly tolerance?: number;
	/** Numbers of this circle. */
	readonly facts?: readonly ViewFact[];
}

/** A row of a dot plot: a value, or the mean of several with their range. */
export interface DotRow {
	readonly name: string;
	readonly value: number;
	readonly range?: { readonly min: number; readonly max: number };
}

/** Values on one logarithmic axis, a row for each, and one to compare them with. */
export interface DotsPart {
	readonly kind: 'dots';
	readonly title: string;
	readonly valueLabel: string;
	readonly rows: readonly DotRow[];
	readonly reference: { readonly label: string; readonly value: number };
}

/** Rows of a table: the first cell names it, the others are numbers. */
export interface TablePart {
	readonly kind: 'table';
	readonly title: string;
	/** Whether it is shown on request only, because a picture beside it shows the same. */
	readonly isFolded?: boolean;
	/** Headers; the first one is above the names. */
	readonly columns: readonly { readonly label: string; readonly unit: ViewFact['unit'] | 'name' }[];
	readonly rows: readonly { readonly name: string; readonly values: readonly number[] }[];
}

export type ViewPart =
	GridPart | BarsPart | PointsPart | LinesPart | DialPart | DotsPart | TablePart;

/** The content of a view at one step. Its arrays belong to it alone, so they may be transferred. */
export interface ViewData {
	readonly facts: readonly ViewFact[];
	readonly parts: readonly ViewPart[];
	/** A sentence with the conclusion, if there is one. */
	readonly summary?: string;
	/** A sentence about what the controls chose, such as whether a pair was shown. */
	readonly note?: string;
	/** A sentence that says why the view is empty or incomplete. It is shown before the parts. */
	readonly nothing?: string;
	/** Other values of its controls that are worth a look, such as another pair. */
	readonly offer?: { readonly label: string; readonly controls: ControlValues };
}

/** A chunk of the examples with all named activations of the plain formulation. */
export interface ViewedExamples extends EvaluatedExamples {
	/** Number of the first example. */
	readonly start: number;
	/** Activations by name, e.g. `pattern` [rows, heads, 3]. */
	readonly activations: Readonly<Record<string, Tensor>>;
}

/**
 * The tensors that a view may build on: the plain forward pass over all examples, whatever
 * formulation trains.
 */
export interface ViewContext extends Omit<ProbeContext, 'chunks'> {
	readonly chunks: readonly ViewedExamples[];
	/**
	 * Makes tensors readable under this name of the view. Several tensors, e.g. one for
	 * each chunk of the examples, are read one after another.
	 */
	output(name: string, ...tensors: readonly Tensor[]): void;
	/** f32 rows of every chunk as one tensor [examples, columns], in their order. */
	joined(name: string, of: (chunk: ViewedExamples) => Tensor): Tensor;
	/** Constant u32 data. */
	indices(name: string, values: Uint32Array): Tensor;
	/** f32 (or u32) state that the view writes before it runs. */
	input(name: string, shape: readonly number[], dtype?: 'f32' | 'u32'): Tensor;
}

/** Values of a view's controls. */
export type ControlValues = Readonly<Record<string, ParamValue>>;

/** What a view computes from: the weights of one step and the outputs of its segment. */
export interface ViewRun extends ProbeSubject {
	readonly outputs: number;
	/** Columns of the logits by element of the cyclic group (`elementLogits`). */
	readonly elementColumns: number;
	readonly examples: TaskExamples;
	readonly params: Readonly<Record<string, ParamValue>>;
	/** Key frequencies in force, strongest first. */
	readonly keyFrequencies: readonly number[];
	/** Id of the rule that found them. */
	readonly keyRule: string;
	/** The chunks in which the examples are evaluated: first example and number of rows. */
	readonly chunks: readonly (readonly [start: number, rows: number])[];
	/** 1 for train examples [examples]. */
	readonly isTrain: Uint8Array;
	readonly controls: ControlValues;
	/** Seed of random controls. */
	readonly seed: number;
	/**
	 * A parameter's values.
	 * @throws LabError `internal` if the model has no such parameter
	 */
	weights(name: string): NumericArray;
	/** The parameter in a role; the only embedding, if b has none of its own. */
	role(name: 'embedding' | 'rightEmbedding'): {
		readonly values: NumericArray;
		readonly shape: readonly number[];
	};
	/** Writes the inputs, runs the segment and reads the outputs, in the order of their names. */
	compute(
		outputs: readonly string[],
		inputs?: Readonly<Record<string, NumericArray>>
	): Promise<readonly NumericArray[]>;
}

/** What decides which pairs were shown in training. */
export interface PairsOfRun extends Pick<ProbeSubject, 'shape'> {
	/** 1 for train examples [examples]. */
	readonly isTrain: Uint8Array;
}

/** A view: a picture of the mechanism at one step. */
export interface ViewSpec {
	readonly id: string;
	/**
	 * Its position on the page, ascending: that of its line in the registry. Views of the answers
	 * come first, then views of the mechanism, then ablations.
	 */
	readonly place: number;
	readonly label: string;
	readonly cite: string;
	/** `answers`: its first grid is the live table of answers beside the charts. */
	readonly role?: 'answers';
	/** Two or three sentences for a reader who sees the view for the first time. */
	readonly explanation: string;
	/** What is computed, exactly. */
	readonly definition: string;
	/**
	 * It costs little and its motion is what it shows: while a run trains, it is computed several
	 * times a second.
	 */
	readonly isLively?: boolean;
	/** Schemas of its controls. Their keys belong to this view only. */
	controls(subject: ProbeSubject, params: Readonly<Record<string, ParamValue>>): ParamSchemas;
	/** Keys of controls that are seldom needed: the page folds them. */
	readonly folded?: readonly string[];
	/** Defaults of numeric controls that depend on the split, in place of those of the schemas. */
	defaults?(run: PairsOfRun): ControlValues;
	/**
	 * Values of its controls that an export shows in a picture each, e.g. every head; the defaults
	 * come first. Absent: only the defaults.
	 */
	pictures?(
		subject: ProbeSubject,
		params: Readonly<Record<string, ParamValue>>,
		keyFrequencies: readonly number[]
	): readonly ControlValues[];
	/** A sentence that says why the view does not apply to this run; undefined if it does. */
	refuse(subject: ProbeSubject): string | undefined;
	/** Builds its segment. Absent if the view needs only the weights. */
	build?(context: ViewContext): void;
	compute(run: ViewRun): Promise<ViewData> | ViewData;
}

export function defineView<const Id extends string>(
	spec: ViewSpec & { readonly id: Id }
): ViewSpec & { readonly id: Id } {
	return Object.freeze(spec);
}
