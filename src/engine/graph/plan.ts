import type { DType, NumericArray, Shape } from '../core/tensor.ts';
import type { Attributes, OpSpec, Tensor } from '../ops/define.ts';

/**
 * One application of an op. Its tensors may be reshaped aliases; they lie where their root lies.
 */
export interface PlanNode {
	readonly op: OpSpec;
	readonly inputs: readonly Tensor[];
	readonly outputs: readonly Tensor[];
	readonly attributes: Attributes;
}

/**
 * A device buffer: `count` elements per replica (a multiple of 64), replica-major unless shared.
 */
export interface PlanBuffer {
	readonly label: string;
	readonly dtype: DType;
	readonly count: number;
	readonly isShared: boolean;
	/** Whether activations borrow it, which do not outlive their segment. */
	readonly isPooled: boolean;
}

/** Where a tensor lives: its buffer (by number) and its first element within one replica. */
export interface Placement {
	readonly buffer: number;
	readonly offset: number;
}

/** A trainable tensor's place in the flat buffers. */
export interface ParameterSlot {
	readonly name: string;
	readonly shape: Shape;
	readonly offset: number;
}

/**
 * Values of a data tensor, computed when the plan is loaded: once if shared, else once per replica.
 */
export interface DataSource {
	readonly tensor: Tensor;
	readonly fill: (replica: number) => NumericArray;
}

/**
 * A static program: nothing is created while it runs. It is compiled from shapes alone, before any
 * data exist.
 */
export interface Plan {
	readonly replicas: number;
	readonly buffers: readonly PlanBuffer[];
	readonly placements: ReadonlyMap<Tensor, Placement>;
	/**
	 * Tensors that may be read and written by name: flat buffers, parameters, state, data, kept
	 * activations.
	 */
	readonly tensors: ReadonlyMap<string, Tensor>;
	readonly segments: ReadonlyMap<string, readonly PlanNode[]>;
	readonly parameters: readonly ParameterSlot[];
	/** Elements of one replica of a flat buffer. */
	readonly parameterElements: number;
	readonly sources: readonly DataSource[];
}
