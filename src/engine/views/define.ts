import type { ParamSchemas, ParamValue } from '../core/param-schema.ts';
import type { NumericArray } from '../core/tensor.ts';
import type { Tensor } from '../ops/define.ts';
import type { EvaluatedExamples, ProbeContext, ProbeSubject } from '../probes/define.ts';
import type { TaskExamples } from '../tasks/define.ts';

/** A number with its name and, if it needs one, its rule. */
export interface ViewFact {
	readonly label: string;
	readonly value: number;
	readonly unit: 'fraction' | 'loss' | 'plain' | 'count';
	readonly definition?: string;
}

/**
 * How a cell of a category looks: two yes-or-no facts, each drawn by its own sign, neither of which
 * depends on colour.
 */
export interface CategoryLook {
	readonly isFilled: boolean;
	/** It has a dot in its middle. */
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
	/** How the cells of each category look; a colour each where there are none. */
	readonly looks?: readonly CategoryLook[];
	/** What fill and dot say, a sentence. */
	readonly key?: string;
	readonly rowLabel: string;
	readonly columnLabel: string;
	/** What the rows or columns are called, where they are not numbers from 0 on. */
	readonly rowNames?: readonly string[];
	readonly columnNames?: readonly string[];
	/** Controls that a press on a cell sets: to its row, to its column. */
	readonly picks?: readonly [row: string, column: string];
	/**
	 * Id of the view that tells more of a cell, asked with these controls for the one that somebody
	 * rests on.
	 */
	readonly opens?: string;
}

/** One bar per entry, named by number from `first` on, or by `names`. */
export interface BarsPart {
	readonly kind: 'bars';
	readonly title: string;
	readonly values: Float64Array;
	readonly first: number;
	/** What the bars are called, where that is not their number. */
	readonly names?: readonly string[];
	readonly label: string;
	readonly valueLabel: string;
	/** Numbers (not indices) of the bars to stand out, e.g. key frequencies. */
	readonly highlighted: readonly number[];
}

/** Points of a plane with equal axes, joined in their order where `isJoined`. */
export interface PointsPart {
	readonly kind: 'points';
	readonly title: string;
	readonly x: Float64Array;
	readonly y: Float64Array;
	/** Point i is called i. */
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
	/** A place on the axis to point at, e.g. the right answer. */
	readonly marked?: number;
}

/** Rows of a table: the first cell names it, the others are numbers. */
export interface TablePart {
	readonly kind: 'table';
	readonly title: string;
	/** Headers; the first is that of the names. */
	readonly columns: readonly { readonly label: string; readonly unit: ViewFact['unit'] | 'name' }[];
	readonly rows: readonly { readonly name: string; readonly values: readonly number[] }[];
}

export type ViewPart = GridPart | BarsPart | PointsPart | LinesPart | TablePart;

/** What a view shows at one step. Arrays are its own: they may be transferred. */
export interface ViewData {
	readonly facts: readonly ViewFact[];
	readonly parts: readonly ViewPart[];
	/** What it comes to, a sentence, where there is one. */
	readonly summary?: string;
	/**
	 * Why there is nothing (yet) to see, or not all of it, a sentence. It stands before the parts.
	 */
	readonly nothing?: string;
}

/** Examples with everything that the plain formulation names. */
export interface ViewedExamples extends EvaluatedExamples {
	/** Number of the first example. */
	readonly start: number;
	/** Activations by name, e.g. `pattern` [rows, heads, 3]. */
	readonly activations: Readonly<Record<string, Tensor>>;
}

/** What a view may record on: the plain forward pass over all examples, whatever trains. */
export interface ViewContext extends Omit<ProbeContext, 'parts'> {
	readonly parts: readonly ViewedExamples[];
	/**
	 * Makes recorded tensors readable under this name of the view, one after another: e.g. one per
	 * part of the examples.
	 */
	output(name: string, ...parts: readonly Tensor[]): void;
	/** f32 rows of every part as one tensor [examples, columns], in their order. */
	joined(name: string, of: (part: ViewedExamples) => Tensor): Tensor;
	/** u32 data that do not change. */
	indices(name: string, values: Uint32Array): Tensor;
	/** f32 (or u32) state that the view writes before it runs. */
	input(name: string, shape: readonly number[], dtype?: 'f32' | 'u32'): Tensor;
}

/** Values of a view's controls. */
export type ControlValues = Readonly<Record<string, ParamValue>>;

/** What a view computes from: weights of one step, and what its recording gives on them. */
export interface ViewRun extends ProbeSubject {
	readonly outputs: number;
	/** Columns of the logits by element of the cyclic group (`elementLogits`). */
	readonly elementColumns: number;
	readonly examples: TaskExamples;
	readonly params: Readonly<Record<string, ParamValue>>;
	/** Key frequencies in force, strongest first. */
	readonly keyFrequencies: readonly number[];
	/** Id of the rule that told them. */
	readonly keyRule: string;
	/** The parts that the examples are evaluated in: first example and rows. */
	readonly parts: readonly (readonly [start: number, rows: number])[];
	/** 1 for train examples [examples]. */
	readonly isTrain: Uint8Array;
	readonly controls: ControlValues;
	/** Seed of random controls. */
	readonly seed: number;
	/** A parameter's values. @throws LabError `internal` when the model has no such parameter */
	weights(name: string): NumericArray;
	/** The parameter in a role. */
	role(name: 'embedding'): { readonly values: NumericArray; readonly shape: readonly number[] };
	/** Writes inputs, runs the recording, reads the outputs in this order. */
	compute(
		outputs: readonly string[],
		inputs?: Readonly<Record<string, NumericArray>>
	): Promise<readonly NumericArray[]>;
}

/** A look into the mechanism at one step. */
export interface ViewSpec {
	readonly id: string;
	/**
	 * Its place in the story: what the network answers, how, and what breaks it. That of its line
	 * in the registry.
	 */
	readonly place: number;
	readonly label: string;
	readonly cite: string;
	/** Two sentences for somebody who has never seen it. */
	readonly explanation: string;
	/** What is computed, exactly. */
	readonly definition: string;
	/** What can be chosen in it. Keys are its own. */
	controls(subject: ProbeSubject, params: Readonly<Record<string, ParamValue>>): ParamSchemas;
	/**
	 * Values of its controls that deserve a picture each where all is written down, the defaults
	 * first: e.g. every head. Absent: the defaults alone.
	 */
	pictures?(
		subject: ProbeSubject,
		params: Readonly<Record<string, ParamValue>>,
		keyFrequencies: readonly number[]
	): readonly ControlValues[];
	/** A sentence why it has no meaning here, undefined when it has. */
	refuse(subject: ProbeSubject): string | undefined;
	/** Records its segment; absent when the weights alone are enough. */
	record?(context: ViewContext): void;
	compute(run: ViewRun): Promise<ViewData> | ViewData;
}

export function defineView<const Id extends string>(
	spec: ViewSpec & { readonly id: Id }
): ViewSpec & { readonly id: Id } {
	return Object.freeze(spec);
}
