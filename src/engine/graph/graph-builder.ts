import { LabError } from '../core/lab-error.ts';
import {
	ALIGNMENT,
	elementCount,
	padded,
	type NumericArray,
	type Shape,
	type TensorSpec
} from '../core/tensor.ts';
import type { Attributes, IndexList, OpSpec, Graph, Tensor } from '../ops/define.ts';
import { groupBySegment } from './group-by-segment.ts';
import type { DataSource, ParameterSlot, PlanNode } from './plan.ts';

/** The tensor that owns the memory: the tensor itself, or the one it is a reshaped alias of. */
export function rootOf(tensor: Tensor): Tensor {
	return tensor.aliasOf === undefined ? tensor : rootOf(tensor.aliasOf);
}

interface Applied {
	readonly inputs: readonly Tensor[];
	readonly outputs: readonly Tensor[];
}

/**
 * Adds ops to a graph, segment by segment. Equal applications of a pure op within a segment are one
 * node, unless an in-place update between them has changed what they read.
 */
export class GraphBuilder implements Graph {
	readonly segments = new Map<string, PlanNode[]>();
	readonly sources: DataSource[] = [];
	readonly tensors = new Map<string, Tensor>();
	readonly slots: ParameterSlot[] = [];
	readonly #parameters = new Map<string, Tensor>();
	readonly #indexLists = new Map<Tensor, IndexList>();
	readonly #numbers = new Map<Tensor, number>();
	readonly #applied = new Map<string, Applied>();
	readonly #reshapes = new Map<string, Tensor>();
	#nodes: PlanNode[] = [];
	#parameterElements = 0;

	/** Elements of a flat buffer that holds all parameters declared so far. */
	get parameterElements(): number {
		return this.#parameterElements;
	}

	/** Begins a segment: all later ops are added to it, in order. */
	beginSegment(name: string): void {
		this.#nodes = [];
		this.#applied.clear();
		this.#reshapes.clear();
		this.segments.set(name, this.#nodes);
	}

	/** Nodes of the current segment, so far. */
	get nodes(): readonly PlanNode[] {
		return this.#nodes;
	}

	/** Declares a trainable tensor at the end of the flat buffers. */
	declareParameter(name: string, shape: Shape): Tensor {
		const tensor = this.#register({ name, shape, dtype: 'f32', role: 'parameter', shared: false });
		this.slots.push({ name, shape, offset: this.#parameterElements });
		this.#parameterElements += padded(elementCount(shape));
		this.#parameters.set(name, tensor);
		return tensor;
	}

	/** @throws LabError `internal` when no such parameter was declared */
	parameter(name: string): Tensor {
		const tensor = this.#parameters.get(name);
		if (tensor === undefined)
			throw new LabError('internal', `parameter "${name}" was not declared`);
		return tensor;
	}

	/**
	 * A tensor that keeps its values between steps, zero at the start: moments, rings, clocks, flat
	 * buffers.
	 */
	state(name: string, spec: TensorSpec): Tensor {
		return this.#register({ ...spec, name, role: 'state', shared: false });
	}

	/** A tensor whose values are written when the plan is loaded. */
	data(
		name: string,
		spec: TensorSpec,
		isShared: boolean,
		fill: (replica: number) => NumericArray
	): Tensor {
		const tensor = this.#register({ ...spec, name, role: 'data', shared: isShared });
		this.sources.push({ tensor, fill });
		return tensor;
	}

	/** An index u32 [count] into a table of `segments` rows, with its entries grouped by row. */
	indexList(
		name: string,
		count: number,
		segments: number,
		isShared: boolean,
		fill: (replica: number) => Uint32Array
	): IndexList {
		const data = (part: string, size: number, of: (replica: number) => Uint32Array) =>
			this.data(`${name}${part}`, { shape: [size], dtype: 'u32' }, isShared, of);
		const grouped = (replica: number) => groupBySegment(fill(replica), segments);
		return this.adoptIndexList({
			index: data('', count, fill),
			segments,
			order: data('.order', count, (replica) => grouped(replica).order),
			offsets: data('.offsets', segments + 1, (replica) => grouped(replica).offsets)
		});
	}

	/** Registers tensors that already form an index list, so that ops find its grouping. */
	adoptIndexList(list: IndexList): IndexList {
		this.#indexLists.set(list.index, list);
		return list;
	}

	indexListOf(index: Tensor): IndexList {
		const list = this.#indexLists.get(index);
		if (list === undefined) throw new LabError('internal', `"${index.name}" is not an index list`);
		return list;
	}

	apply<A extends Attributes>(
		op: OpSpec<A>,
		inputs: readonly Tensor[],
		attributes: A,
		options: { readonly names?: readonly string[]; readonly into?: readonly Tensor[] } = {}
	): readonly Tensor[] {
		const isPure = op.updates === undefined && options.into === undefined;
		const numbers = inputs.map((tensor) => this.#numberOf(tensor));
		const key = `${op.id} ${JSON.stringify(attributes)} ${numbers.join(' ')}`;
		const known = isPure ? this.#applied.get(key) : undefined;
		if (known !== undefined) return known.outputs;
		const specs = op.infer((i) => this.#inputOf(op, inputs, i).shape, attributes);
		const outputs = specs.map(
			(spec, i) =>
				options.into?.[i] ??
				Object.freeze({
					...spec,
					name: options.names?.[i] ?? `${op.id}.${String(this.#nodes.length)}`,
					role: 'activation' as const,
					shared: false
				})
		);
		this.#nodes.push({ op, inputs, outputs, attributes });
		if (isPure) this.#applied.set(key, { inputs, outputs });
		else {
			const updated = op.updates?.map((i) => this.#inputOf(op, inputs, i)) ?? [];
			this.#forget([...updated, ...(options.into ?? [])]);
		}
		return outputs;
	}

	one<A extends Attributes>(
		op: OpSpec<A>,
		inputs: readonly Tensor[],
		attributes: A,
		name?: string
	): Tensor {
		const options = name === undefined ? {} : { names: [name] };
		const [output, ...others] = this.apply(op, inputs, attributes, options);
		if (output === undefined || others.length > 0) {
			throw new LabError('internal', `op "${op.id}": expected one output`);
		}
		return output;
	}

	reshape(tensor: Tensor, shape: Shape): Tensor {
		if (elementCount(shape) !== elementCount(tensor.shape)) {
			const text = (s: Shape) => `[${s.join(', ')}]`;
			throw new LabError(
				'internal',
				`reshape "${tensor.name}": ${text(tensor.shape)} has a different number of elements than ${text(shape)}`
			);
		}
		const root = rootOf(tensor);
		const key = `reshape ${shape.join('x')} ${String(this.#numberOf(root))}`;
		const known = this.#reshapes.get(key);
		if (known !== undefined) return known;
		const alias = Object.freeze({ ...root, shape, aliasOf: root });
		this.#reshapes.set(key, alias);
		return alias;
	}

	/**
	 * A contiguous part of a state or data tensor as a tensor of its own; `offset` in elements.
	 * @throws LabError `internal` if the part exceeds the tensor, or `offset` is no multiple of
	 * `ALIGNMENT`
	 */
	slice(tensor: Tensor, name: string, offset: number, shape: Shape): Tensor {
		const whole = rootOf(tensor);
		const { of, offset: start } = this.slices.get(whole) ?? { of: whole, offset: 0 };
		const [end, size] = [offset + elementCount(shape), elementCount(whole.shape)];
		if (of.role !== 'state' && of.role !== 'data') {
			throw new LabError('internal', `slice "${name}": expected state or data, got ${of.role}`);
		}
		if (offset % ALIGNMENT !== 0 || offset < 0 || end > size) {
			throw new LabError(
				'internal',
				`slice "${name}": expected a part of the ${String(size)} elements of "${whole.name}" from a multiple of ${String(ALIGNMENT)}, got ${String(offset)} to ${String(end)}`
			);
		}
		const { dtype, role, shared } = whole;
		const part: Tensor = Object.freeze({ name, shape, dtype, role, shared });
		this.slices.set(part, { of, offset: start + offset });
		return part;
	}
	readonly slices = new Map<Tensor, { readonly of: Tensor; readonly offset: number }>();

	/** Places an activation inside a state tensor instead of in memory of its own. */
	placeInside(activation: Tensor, of: Tensor, offset: number): void {
		this.slices.set(rootOf(activation), { of, offset });
	}

	/**
	 * The tensor whose buffer holds this one: for a slice the whole tensor, for a parameter the
	 * flat buffer.
	 */
	#memoryOf(tensor: Tensor): Tensor {
		const root = rootOf(tensor);
		if (root.role === 'parameter') return this.tensors.get('parameters') ?? root;
		return this.slices.get(root)?.of ?? root;
	}

	/**
	 * Forgets pure nodes that read or wrote the memory changed here, so that equal applications are
	 * added again.
	 */
	#forget(changed: readonly Tensor[]): void {
		const memory = new Set(changed.map((tensor) => this.#memoryOf(tensor)));
		for (const [key, { inputs, outputs }] of this.#applied) {
			const isChanged = [...inputs, ...outputs].some((held) => memory.has(this.#memoryOf(held)));
			if (isChanged) this.#applied.delete(key);
		}
	}

	#inputOf(op: { readonly id: string }, inputs: readonly Tensor[], i: number): Tensor {
		const tensor = inputs[i];
		if (tensor === undefined) {
			throw new LabError('internal', `op "${op.id}": input ${String(i)} is missing`);
		}
		return tensor;
	}

	#register(tensor: Tensor): Tensor {
		if (this.tensors.has(tensor.name)) {
			throw new LabError('internal', `tensor "${tensor.name}" is declared twice`);
		}
		const frozen = Object.freeze(tensor);
		this.tensors.set(frozen.name, frozen);
		return frozen;
	}

	#numberOf(tensor: Tensor): number {
		const known = this.#numbers.get(tensor);
		if (known !== undefined) return known;
		this.#numbers.set(tensor, this.#numbers.size);
		return this.#numbers.size - 1;
	}
}
