import type { ParamSchemas, ParamsOf } from '../core/param-schema.ts';
import type { Shape } from '../core/tensor.ts';
import type { AdapterKind, IndexList, Recorder, Tensor } from '../ops/define.ts';
import type { TaskSizes } from '../tasks/define.ts';

export type Initialization =
	{ readonly kind: 'normal'; readonly std: number } | { readonly kind: 'zeros' };

/** A trainable tensor. Names follow TransformerLens. */
export interface ParameterSpec {
	readonly name: string;
	readonly shape: Shape;
	readonly init: Initialization;
}

/** Rows of (a, b) pairs that a forward pass is recorded over. */
export interface Batch {
	readonly rows: number;
	/** An index list of `perRow` entries per pair, entry j of pair (a, b) being `of(a, b)[j]`. */
	index(
		name: string,
		segments: number,
		of: (a: number, b: number) => readonly number[],
		perRow?: number
	): IndexList;
	/** An index list that does not depend on the pairs; listed once, however many batches a graph has. */
	constant(name: string, segments: number, entries: () => readonly number[]): IndexList;
}

export interface ModelContext<Params> {
	readonly recorder: Recorder;
	readonly params: Params;
	readonly sizes: TaskSizes;
	readonly batch: Batch;
	/** The parameter of that name. @throws LabError `internal` when the model did not declare it */
	parameter(name: string): Tensor;
}

/** Logits [rows, outputs], and activations by their TransformerLens names for probes and views. */
export interface ForwardResult {
	readonly logits: Tensor;
	readonly activations: Readonly<Record<string, Tensor>>;
}

/** One recording of a model's forward pass, e.g. `folded`. */
export interface Formulation<Params> {
	readonly id: string;
	forward(context: ModelContext<Params>): ForwardResult;
}

export interface ModelSpec<Schemas extends ParamSchemas = ParamSchemas> {
	readonly id: string;
	readonly label: string;
	readonly cite: string;
	readonly params: Schemas;
	/** Which parameters play which role for probes. `embedding` rows are tokens, `[>= residues, width]`. */
	readonly roles: { readonly embedding: string };
	/** A sentence when the values cannot be used together, undefined when they can. */
	refuse?(params: ParamsOf<Schemas>): string | undefined;
	/** Number of output classes. */
	outputs(params: ParamsOf<Schemas>, sizes: TaskSizes): number;
	parameters(params: ParamsOf<Schemas>, sizes: TaskSizes): readonly ParameterSpec[];
	/** Exact ways to compute the same function of the same parameters; the first is the plain one. */
	readonly formulations: readonly Formulation<ParamsOf<Schemas>>[];
	/** Which formulation trains on which kind of adapter: filled by measurement, never chosen at run time. */
	readonly preferred: Readonly<Record<AdapterKind, string>>;
}

export function defineModel<const Id extends string, Schemas extends ParamSchemas>(
	spec: ModelSpec<Schemas> & { readonly id: Id }
): ModelSpec<Schemas> & { readonly id: Id } {
	return Object.freeze(spec);
}
