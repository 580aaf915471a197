import type { TrainableTensor } from '../core/trainable-tensor.ts';
import type { ParamSchemas, ParamsOf } from '../core/param-schema.ts';
import type { IgnorableTensor, Shape } from '../core/tensor.ts';
import type { AdapterKind, IndexList, Graph, Tensor } from '../ops/define.ts';
import type { TaskShape } from '../tasks/define.ts';

/**
 * Initial values of a tensor. `orthogonal`: rows or columns of every matrix of the last two axes
 * are orthonormal, times `factor`.
 */
export type Initialization =
	| { readonly kind: 'normal'; readonly std: number }
	/** Between -bound and bound. */
	| { readonly kind: 'uniform'; readonly bound: number }
	| { readonly kind: 'orthogonal'; readonly factor?: number }
	| { readonly kind: 'zeros' }
	| { readonly kind: 'ones' };

/** A trainable tensor and its initial values. */
export interface ParameterSpec extends TrainableTensor {
	readonly init: Initialization;
}

/** The examples over which a forward pass is built. */
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
	 * An index list that does not depend on the examples, so that all batches of a graph share one.
	 */
	constant(name: string, segments: number, entries: () => readonly number[]): IndexList;
}

export interface ModelContext<Params> {
	readonly graph: Graph;
	readonly params: Params;
	readonly shape: TaskShape;
	readonly batch: Batch;
	/** A table of float32 numbers that is not trained; all batches of a graph share one. */
	constant(name: string, shape: Shape, fill: () => Float64Array): Tensor;
	/** The parameter of that name. @throws LabError `internal` if the model does not declare it */
	parameter(name: string): Tensor;
}

/**
 * Logits [rows * positions, outputs], and activations for probes and views under the names of
 * TransformerLens's hooks.
 */
export interface ForwardResult {
	readonly logits: Tensor;
	readonly activations: Readonly<Record<string, Tensor>>;
}

/** One way to compute a model's forward pass, e.g. `folded`. */
export interface Formulation<Params> {
	readonly id: string;
	forward(context: ModelContext<Params>): ForwardResult;
}

/** What a forward pass with an intervention is built from. */
export interface InterventionContext extends Pick<
	ModelContext<ParamsOf<ParamSchemas>>,
	'graph' | 'params' | 'parameter'
> {
	/**
	 * Named activations of the plain formulation, one set for each chunk of the examples. The
	 * chunks together are all examples.
	 */
	readonly chunks: readonly Readonly<Record<string, Tensor>>[];
	/**
	 * f32 [2]: the factor on the activation and the factor on its sum over all examples. (1, 0)
	 * leaves it unchanged, (0, 1 / examples) replaces it by its mean.
	 */
	readonly weights: Tensor;
}

/**
 * A path of the network that can be switched off: the activation on it is replaced, and everything
 * after it is computed again.
 */
export interface Intervention {
	readonly id: string;
	readonly label: string;
	/** Builds the logits [rows, outputs] of every chunk. */
	forward(context: InterventionContext): readonly Tensor[];
}

/** The last layer of neurons before the logits. */
export interface NeuronLayer {
	readonly count: number;
	/** Name of their activation after the nonlinearity, [rows, count]. */
	readonly activation: string;
	/**
	 * The paper's W_L [count, outputs]: what one unit of a neuron's activation adds to the logits.
	 * Absent if something nonlinear lies between neurons and logits.
	 */
	readonly logitMap?: (context: Pick<ModelContext<unknown>, 'graph' | 'parameter'>) => Tensor;
	/**
	 * What each token adds to a neuron's input [tokens, count], by operand. Absent if a neuron's
	 * input is no sum over the operands.
	 */
	readonly inputMaps?: (
		context: Pick<ModelContext<unknown>, 'graph' | 'parameter'>
	) => readonly Tensor[];
}

/** The heads whose attention from the answer's position is shown. */
interface AttentionLayer {
	readonly heads: number;
	/**
	 * Names of their patterns in the plain formulation, by block: [rows * queries, heads, context].
	 * The last query of an example is the answer's position.
	 */
	readonly patterns: readonly string[];
}

/**
 * Names of parameters. Rows of `embedding` are tokens: [<= vocabulary, width]. A model of pairs
 * that embeds b by a parameter of its own names it as `rightEmbedding`.
 */
interface ModelRoles {
	readonly embedding: string;
	readonly rightEmbedding?: string;
}

export interface ModelSpec<Schemas extends ParamSchemas = ParamSchemas> {
	readonly id: string;
	readonly label: string;
	readonly cite: string;
	readonly params: Schemas;
	/** The parameters that probes read by role. */
	roles(params: ParamsOf<Schemas>): ModelRoles;
	/**
	 * Whether the embedding also makes the logits, so that its gradient has a part that is not of
	 * the tokens. Absent: it does not.
	 */
	isTied?(params: ParamsOf<Schemas>): boolean;
	/** The neurons that measures and views read. Absent or undefined: the model has none. */
	neurons?(params: ParamsOf<Schemas>, shape: TaskShape): NeuronLayer | undefined;
	/**
	 * The attention that views show. Absent or undefined: the model has no attention, or the answer
	 * is read at several positions.
	 */
	attention?(params: ParamsOf<Schemas>, shape: TaskShape): AttentionLayer | undefined;
	/** An error message if the values cannot be used together, else undefined. */
	refuse?(params: ParamsOf<Schemas>): string | undefined;
	/** An error message if the model cannot learn tasks of this shape, else undefined. */
	refuseTask?(shape: TaskShape): string | undefined;
	/** Number of outputs; the first `shape.classes` of them are answers. */
	outputs(params: ParamsOf<Schemas>, shape: TaskShape): number;
	parameters(params: ParamsOf<Schemas>, shape: TaskShape): readonly ParameterSpec[];
	/** Tensors in weights saved by other programs that this model does not need. */
	readonly ignorable?: readonly IgnorableTensor[];
	/**
	 * Exact ways to compute the same function of the same parameters. The first one is the plain
	 * formulation.
	 */
	readonly formulations: readonly Formulation<ParamsOf<Schemas>>[];
	/** Paths of the network that views can switch off. */
	readonly interventions?: readonly Intervention[];
	/**
	 * The formulation that trains on each kind of adapter. Chosen by measurement beforehand, never
	 * at run time.
	 */
	preferred(params: ParamsOf<Schemas>): Readonly<Record<AdapterKind, string>>;
}

export function defineModel<const Id extends string, Schemas extends ParamSchemas>(
	spec: ModelSpec<Schemas> & { readonly id: Id }
): ModelSpec<Schemas> & { readonly id: Id } {
	return Object.freeze(spec);
}
