import type { TrainableTensor } from '../core/trainable-tensor.ts';
import type { ParamSchemas, ParamsOf } from '../core/param-schema.ts';
import type { IgnorableTensor, Shape } from '../core/tensor.ts';
import type { AdapterKind, IndexList, Recorder, Tensor } from '../ops/define.ts';
import type { TaskShape } from '../tasks/define.ts';

/**
 * Initial values of a tensor. `orthogonal`: rows or columns of every matrix of the last two axes
 * are orthonormal.
 */
export type Initialization =
	| { readonly kind: 'normal'; readonly std: number }
	/** Between -bound and bound. */
	| { readonly kind: 'uniform'; readonly bound: number }
	| { readonly kind: 'orthogonal' }
	| { readonly kind: 'zeros' }
	| { readonly kind: 'ones' };

/** A trainable tensor and its first values. */
export interface ParameterSpec extends TrainableTensor {
	readonly init: Initialization;
}

/** Examples that a forward pass is recorded over. */
export interface Batch {
	/** Number of examples. */
	readonly rows: number;
	/**
	 * An index list of `perRow` entries per example, entry j being `of(tokens)[j]`.
	 * @param of gets the tokens of one example [context]
	 */
	index(
		name: string,
		segments: number,
		of: (tokens: Uint32Array) => ArrayLike<number>,
		perRow?: number
	): IndexList;
	/**
	 * An index list that does not depend on the examples; listed once, however many batches a graph
	 * has.
	 */
	constant(name: string, segments: number, entries: () => readonly number[]): IndexList;
}

export interface ModelContext<Params> {
	readonly recorder: Recorder;
	readonly params: Params;
	readonly shape: TaskShape;
	readonly batch: Batch;
	/**
	 * A table of float32 numbers that is not trained; made once, however many batches a graph has.
	 */
	constant(name: string, shape: Shape, fill: () => Float64Array): Tensor;
	/** The parameter of that name. @throws LabError `internal` when the model did not declare it */
	parameter(name: string): Tensor;
}

/**
 * Logits [rows * positions, outputs], and activations for probes and views, named as the hooks of
 * TransformerLens.
 */
export interface ForwardResult {
	readonly logits: Tensor;
	readonly activations: Readonly<Record<string, Tensor>>;
}

/** One recording of a model's forward pass, e.g. `folded`. */
export interface Formulation<Params> {
	readonly id: string;
	forward(context: ModelContext<Params>): ForwardResult;
}

/** What an intervened forward pass is recorded on. */
export interface InterventionContext extends Pick<ModelContext<unknown>, 'recorder' | 'parameter'> {
	/**
	 * Named activations of the plain formulation, by part of the examples; together they are all of
	 * them.
	 */
	readonly parts: readonly Readonly<Record<string, Tensor>>[];
	/**
	 * f32 [2]: the factor on what passes, and on its sum over all examples. (1, 0) leaves it, (0, 1
	 * / examples) takes the mean.
	 */
	readonly weights: Tensor;
}

/**
 * A path of the network that can be switched off: what passes there is replaced, all else is
 * computed anew from it.
 */
export interface Intervention {
	readonly id: string;
	readonly label: string;
	/** The logits [rows, outputs] of every part. */
	forward(context: InterventionContext): readonly Tensor[];
}

/** The last layer of neurons before the logits. */
export interface NeuronLayer {
	readonly count: number;
	/** Name of their activation after the nonlinearity, [rows, count]. */
	readonly activation: string;
	/**
	 * The paper's W_L [count, outputs]: what the activation of a neuron adds to the logits. Absent
	 * where something that is not linear lies between them.
	 */
	readonly logitMap?: (context: Pick<ModelContext<unknown>, 'recorder' | 'parameter'>) => Tensor;
}

/** Heads that attend from the position where the answer is read. */
interface AttentionLayer {
	readonly heads: number;
	/** Name of their pattern in the plain formulation, [rows, heads, context]. */
	readonly pattern: string;
}

export interface ModelSpec<Schemas extends ParamSchemas = ParamSchemas> {
	readonly id: string;
	readonly label: string;
	readonly cite: string;
	readonly params: Schemas;
	/**
	 * Which parameters play which role for probes. `embedding` rows are tokens,
	 * `[<= vocabulary, width]`.
	 */
	readonly roles: { readonly embedding: string };
	/** The neurons that measures and views look at. Absent or undefined: there are none. */
	neurons?(params: ParamsOf<Schemas>, shape: TaskShape): NeuronLayer | undefined;
	/**
	 * The attention that views look at. Absent or undefined: nothing attends, or not from one
	 * position.
	 */
	attention?(params: ParamsOf<Schemas>, shape: TaskShape): AttentionLayer | undefined;
	/** A sentence when the values cannot be used together, undefined when they can. */
	refuse?(params: ParamsOf<Schemas>): string | undefined;
	/** A sentence when the model cannot learn tasks of this shape, undefined when it can. */
	refuseTask?(shape: TaskShape): string | undefined;
	/** Number of outputs; the first `shape.classes` of them are answers. */
	outputs(params: ParamsOf<Schemas>, shape: TaskShape): number;
	parameters(params: ParamsOf<Schemas>, shape: TaskShape): readonly ParameterSpec[];
	/** What weights by other programs hold beside these parameters and the model does without. */
	readonly ignorable?: readonly IgnorableTensor[];
	/**
	 * Exact ways to compute the same function of the same parameters; the first is the plain one.
	 */
	readonly formulations: readonly Formulation<ParamsOf<Schemas>>[];
	/** Paths that views may switch off. */
	readonly interventions?: readonly Intervention[];
	/**
	 * Which formulation trains on which kind of adapter: filled by measurement, never chosen at run
	 * time.
	 */
	preferred(params: ParamsOf<Schemas>): Readonly<Record<AdapterKind, string>>;
}

export function defineModel<const Id extends string, Schemas extends ParamSchemas>(
	spec: ModelSpec<Schemas> & { readonly id: Id }
): ModelSpec<Schemas> & { readonly id: Id } {
	return Object.freeze(spec);
}
