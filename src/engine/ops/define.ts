import type { DType, NumericArray, Shape, TensorSpec } from '../core/tensor.ts';
import type { Draw, ErrorContext, Float32Error, OpCase, UnnamedCase } from './op-case.ts';

/** A tensor of a graph. Identity is the object itself; `name` is for people. */
export interface Tensor extends TensorSpec {
	readonly name: string;
	/**
	 * Only parameters get gradients; by the other roles the plan decides where a tensor is kept.
	 */
	readonly role: 'parameter' | 'state' | 'data' | 'activation';
	/** One copy for all replicas (stride 0) instead of one each. Only data may be shared. */
	readonly shared: boolean;
	/** A reshaped alias of another tensor: the same memory. */
	readonly aliasOf?: Tensor;
}

/** Rows chosen from a table, and the same choice grouped by table row for sums without atomics. */
export interface IndexList {
	/** u32 [count]: the table row that entry i reads. */
	readonly index: Tensor;
	/** Number of rows of the table. */
	readonly segments: number;
	/** u32 [count]: the entries sorted by table row, ties in entry order. */
	readonly order: Tensor;
	/** u32 [segments + 1]: where each table row's entries begin in `order`. */
	readonly offsets: Tensor;
}

/** Plain attributes of one node: they decide kernels and shapes, and are part of its identity. */
export type Attributes = Readonly<Record<string, number | boolean | string>>;

/** A graph as specs see it: they add ops to it. `GraphBuilder` implements it. */
export interface Graph {
	apply<A extends Attributes>(
		op: OpSpec<A>,
		inputs: readonly Tensor[],
		attributes: A,
		options?: { readonly names?: readonly string[]; readonly into?: readonly Tensor[] }
	): readonly Tensor[];
	/** `apply` for an op with one output. */
	one<A extends Attributes>(
		op: OpSpec<A>,
		inputs: readonly Tensor[],
		attributes: A,
		name?: string
	): Tensor;
	/** The same memory under another shape with as many elements. */
	reshape(tensor: Tensor, shape: Shape): Tensor;
	/**
	 * Part of a state or data tensor, from an element that is a multiple of 64: the same memory.
	 */
	slice(tensor: Tensor, name: string, offset: number, shape: Shape): Tensor;
	/**
	 * The index list that a data tensor belongs to. @throws LabError `internal` when there is none
	 */
	indexListOf(index: Tensor): IndexList;
}

/**
 * A gradient that is added to the graph when it is first used: if its user then masks it, product
 * and mask are one dispatch.
 */
export interface OpenGradient {
	close(): Tensor;
	/** The gradient where `activation` > 0, zero elsewhere. */
	closeMasked(activation: Tensor): Tensor;
}

/**
 * What a vjp sees: d loss / d output for each output (undefined where the loss does not depend on
 * it).
 */
export interface VjpContext<A extends Attributes> {
	readonly graph: Graph;
	input(i: number): Tensor;
	output(i: number): Tensor;
	readonly attributes: A;
	/**
	 * The cotangent of output i. @throws LabError `internal` when the loss does not depend on it
	 */
	cotangent(i: number): Tensor;
	/**
	 * The cotangent of output i where `activation` > 0, zero elsewhere: the gradient in front of a
	 * ReLU.
	 */
	maskedCotangent(i: number, activation: Tensor): Tensor;
	/**
	 * The sum of the gradients that other uses of input i have given so far, if any. The gradient
	 * that the vjp then returns must contain it, which saves the dispatch of an `add`.
	 * @throws LabError `internal` when the op's `takes` does not name input i
	 */
	take(i: number): Tensor | undefined;
	/** Whether a gradient for input i will be used at all. */
	needs(i: number): boolean;
}

/**
 * Arrays that a reference computes with: one replica, in float64. Outputs and updated inputs are
 * written in place.
 */
export interface ReferenceContext<A extends Attributes> {
	input(i: number): NumericArray;
	output(i: number): NumericArray;
	inputShape(i: number): Shape;
	outputShape(i: number): Shape;
	readonly attributes: A;
}

/** Shapes as a kernel sees them. */
export interface KernelShapes {
	input(i: number): Shape;
	output(i: number): Shape;
}

/** A binding of a kernel in group 0. `tensor` counts inputs first, then outputs. */
export interface KernelBinding {
	readonly name: string;
	readonly access: 'read' | 'read_write';
	readonly tensor: number;
	readonly dtype: DType;
}

/**
 * Kernels for software adapters are measured on SwiftShader and lavapipe (docs/measurements.md).
 * Those for GPUs are reasoned from the loads, registers and latencies in their headers: no GPU has
 * been measured yet.
 */
export type AdapterKind = 'gpu' | 'software';

/**
 * One dispatch. Group 0 holds `bindings` in order; group 1 binding 0 is the uniform `Params`: first
 * `<binding>_stride: u32` (elements between replicas, 0 when shared) for every binding, then
 * `params`.
 */
export interface KernelCall {
	/** File stem in shaders/ and entry point. */
	readonly shader: string;
	/** Stems in shaders/lib/ that are put in front. */
	readonly libraries: readonly string[];
	readonly overrides: Readonly<Record<string, number>>;
	readonly bindings: readonly KernelBinding[];
	readonly params: readonly (readonly [name: string, type: 'u32' | 'f32', value: number])[];
	/** Workgroups in x and y; z is the replica. */
	readonly workgroups: readonly [number, number];
}

/**
 * Pieces of a kernel's work that it can compute in any order, such as rows: every output is written
 * by one part, so its bits do not depend on how parts are divided among threads.
 */
export interface WasmParts {
	readonly count: number;
	/**
	 * About how long one part takes, in nanoseconds on one core. It decides what a thread takes.
	 */
	readonly ns: number;
}

/**
 * One call of a WebAssembly kernel. Its arguments are, in this order, the addresses of the tensors,
 * the numbers, the first part and the part after the last, and the addresses of scratch memory;
 * what a call does not name is left out.
 */
export interface WasmCall {
	readonly kernel: string;
	/** Which tensors: the op's inputs come first, then its outputs. */
	readonly tensors: readonly number[];
	readonly numbers: readonly number[];
	/** What threads may divide among them. Without it the call is one piece. */
	readonly parts?: WasmParts;
	/** Bytes of scratch memory that all calls of the op and all threads share. */
	readonly scratch?: number;
	/** Bytes of scratch memory that every thread has for itself. */
	readonly ownScratch?: number;
}

/**
 * What every op declares. Methods, not function properties, so that the type checker accepts
 * an `OpSpec<A>` where a plain `OpSpec` is expected.
 */
interface OpFrame<A extends Attributes> {
	readonly id: string;
	/** Inputs that the op changes in place (by number). */
	readonly updates?: readonly number[];
	/**
	 * Output whose value already is d mean(output 0) / d input 0: differentiation may begin at this
	 * op.
	 */
	readonly gradientOutput?: number;
	/**
	 * Inputs for which the vjp may `take` the gradient so far: the op is differentiated after the
	 * other uses of these inputs.
	 */
	readonly takes?: readonly number[];
	/** Outputs kept for the op's own gradient (by number): nothing else reads them. */
	readonly auxiliary?: readonly number[];
	infer(input: (i: number) => Shape, attributes: A): readonly TensorSpec[];
	reference(context: ReferenceContext<A>): void;
	kernel(shapes: KernelShapes, attributes: A, adapterKind: AdapterKind): KernelCall;
	/** Its calls in WebAssembly; without any the reference runs on float32. */
	wasm?(shapes: KernelShapes, attributes: A): readonly WasmCall[] | undefined;
	/** The cases that find what random shapes seldom hit: limits of tiles, ties, empty groups. */
	readonly cases: readonly OpCase<A>[];
	/** A case of any shape and attributes that the op takes, small enough for hundreds of tests. */
	anyCase(draw: Draw): UnnamedCase<A>;
	/**
	 * Largest float32 error of the outputs, then of the updated inputs; one number holds for all of
	 * them.
	 */
	float32(context: ErrorContext<A>): number | readonly Float32Error[];
	/** Inputs whose values become exponents: the error is tested with 40 times their spread too. */
	readonly exponents?: readonly number[];
	/**
	 * Floating-point operations by the formula, not by the kernel: a multiply-add is two, any other
	 * function of a number one.
	 */
	flop(shapes: KernelShapes, attributes: A): number;
	/**
	 * Bytes that must be moved. Left out where every input is read once, and every output and
	 * updated input written once.
	 */
	bytes?(shapes: KernelShapes, attributes: A): number;
}

/** An op that a loss may be differentiated through. */
export interface Differentiable<A extends Attributes> {
	/**
	 * Gradients for the inputs, as many as there are inputs, undefined for those that have none.
	 */
	vjp(context: VjpContext<A>): readonly (Tensor | OpenGradient | undefined)[];
	readonly withoutGradient?: never;
}

export interface WithoutGradient {
	readonly vjp?: never;
	/** Why no loss is differentiated through the op. */
	readonly withoutGradient: string;
}

/**
 * An op: shape rule, float64 reference, vjp or the reason to have none, kernel, the bound of its
 * float32 error, the cases it is tested on, and its work. Tests and bench read all of it from here.
 */
export type OpSpec<A extends Attributes = Attributes> = OpFrame<A> &
	(Differentiable<A> | WithoutGradient);

/** Freezes an op. The attributes' type is derived from `infer`. */
export function defineOp<A extends Attributes>(spec: OpSpec<A>): OpSpec<A> {
	return Object.freeze(spec);
}

/** Workgroups in one direction, by WebGPU's default limits. */
const MAX_WORKGROUPS = 65535;

/**
 * Workgroups for an elementwise kernel whose element is `gid.y * num_workgroups.x * SIZE + gid.x`.
 */
export function linearWorkgroups(count: number, workgroupSize = 64): readonly [number, number] {
	const groups = Math.max(1, Math.ceil(count / workgroupSize));
	const y = Math.ceil(groups / MAX_WORKGROUPS);
	return [Math.ceil(groups / y), y];
}

/**
 * Workgroups for a kernel whose column is `workgroup.x * SIZE + lane` and whose row is
 * `workgroup.y`: nothing is divided.
 */
export function rowWorkgroups(
	columns: number,
	rows: number,
	workgroupSize = 64
): readonly [number, number] {
	return [Math.ceil(columns / workgroupSize), rows];
}

/** Bindings in manifest order: names with `*` in front are written, all others read. */
export function bindings(...names: readonly string[]): readonly KernelBinding[] {
	return names.map((name, tensor) => {
		const isWritten = name.startsWith('*');
		const [stem = '', dtype] = name.replace('*', '').split(':');
		return {
			name: stem,
			access: isWritten ? 'read_write' : 'read',
			tensor,
			dtype: dtype === 'u32' ? 'u32' : 'f32'
		};
	});
}
