import { elementCount, padded } from '../core/tensor.ts';
import type { Tensor } from '../ops/define.ts';
import { rootOf, type GraphBuilder } from './graph-builder.ts';
import type { Placement, Plan, PlanBuffer, PlanNode } from './plan.ts';

export interface CompileOptions {
	readonly replicas: number;
	/**
	 * Gradients by parameter name, from `assignGradientSlots`. Each is readable as "grad
	 * <parameter>".
	 */
	readonly gradients?: ReadonlyMap<string, Tensor>;
	/** Activations that keep a buffer of their own, readable by name. */
	readonly keep?: readonly Tensor[];
	/**
	 * Tensors that are readable under these names instead of their own. They keep a buffer
	 * of their own too.
	 */
	readonly outputs?: ReadonlyMap<string, Tensor>;
}

/**
 * Gives every tensor its buffer: state, data and parameters keep their own, activations borrow one
 * from a pool for their lifetime.
 */
class Allocator {
	readonly buffers: PlanBuffer[] = [];
	readonly placements = new Map<Tensor, Placement>();
	readonly #pool: number[] = [];
	#free: number[] = [];

	place(tensor: Tensor, placement: Placement): void {
		this.placements.set(tensor, placement);
	}

	own(tensor: Tensor): void {
		this.place(tensor, { buffer: this.#create(tensor, false), offset: 0 });
	}

	/** Frees all pooled buffers, because activations do not outlive their segment. */
	beginSegment(): void {
		this.#free = [...this.#pool];
	}

	/** Takes the smallest free pooled buffer that is large enough, or creates one. */
	borrow(tensor: Tensor): void {
		const count = padded(elementCount(tensor.shape));
		const size = (i: number) => this.buffers[i]?.count ?? 0;
		const fitting = this.#free
			.filter((i) => size(i) >= count && this.buffers[i]?.dtype === tensor.dtype)
			.sort((a, b) => size(a) - size(b));
		let buffer = fitting[0];
		if (buffer === undefined) {
			buffer = this.#create(tensor, true);
			this.#pool.push(buffer);
		} else {
			this.#free.splice(this.#free.indexOf(buffer), 1);
		}
		this.place(tensor, { buffer, offset: 0 });
	}

	release(tensor: Tensor): void {
		const placement = this.placements.get(tensor);
		if (placement !== undefined) this.#free.push(placement.buffer);
	}

	#create({ name, dtype, shape, shared }: Tensor, isPooled: boolean): number {
		const count = padded(elementCount(shape));
		return this.buffers.push({ label: name, dtype, count, isShared: shared, isPooled }) - 1;
	}
}

function placePool(nodes: readonly PlanNode[], allocator: Allocator): void {
	const lastUse = new Map<Tensor, number>();
	nodes.forEach((node, i) => {
		for (const tensor of [...node.inputs, ...node.outputs]) lastUse.set(rootOf(tensor), i);
	});
	allocator.beginSegment();
	const borrowed = new Set<Tensor>();
	nodes.forEach((node, i) => {
		for (const output of node.outputs) {
			if (allocator.placements.has(output)) continue;
			allocator.borrow(output);
			borrowed.add(output);
		}
		for (const tensor of new Set([...node.inputs, ...node.outputs].map(rootOf))) {
			if (borrowed.has(tensor) && lastUse.get(tensor) === i) allocator.release(tensor);
		}
	});
}

/**
 * All tensors that some node uses. Unused data, such as the grouping of an index list without a
 * gradient, are not loaded.
 */
function usedRoots(graph: GraphBuilder): ReadonlySet<Tensor> {
	const used = new Set<Tensor>();
	for (const { inputs, outputs } of [...graph.segments.values()].flat()) {
		for (const tensor of [...inputs, ...outputs]) {
			const root = rootOf(tensor);
			used.add(graph.slices.get(root)?.of ?? root);
		}
	}
	return used;
}

/** Parameters lie in the flat buffer if the graph has one (a run), else in buffers of their own. */
function placeParameters(graph: GraphBuilder, allocator: Allocator): void {
	const flat = graph.tensors.get('parameters');
	const buffer = flat && allocator.placements.get(flat)?.buffer;
	for (const { name, offset } of graph.slots) {
		const tensor = graph.parameter(name);
		if (buffer === undefined) allocator.own(tensor);
		else allocator.place(tensor, { buffer, offset });
	}
}

function placeSlices(graph: GraphBuilder, allocator: Allocator): void {
	for (const [part, { of, offset }] of graph.slices) {
		const whole = allocator.placements.get(of);
		if (whole !== undefined) allocator.place(part, { ...whole, offset: whole.offset + offset });
	}
}

/** Several kept tensors may share a name; each has a buffer of its own. */
function placeKept({ keep = [], outputs }: CompileOptions, allocator: Allocator): void {
	for (const root of [...keep, ...(outputs?.values() ?? [])].map(rootOf)) {
		if (!allocator.placements.has(root)) allocator.own(root);
	}
}

/** Tensors that can be read by name. */
function namedTensors(
	graph: GraphBuilder,
	{ keep = [], outputs, gradients }: CompileOptions
): ReadonlyMap<string, Tensor> {
	const kept = keep.map((tensor) => [tensor.name, tensor] as const);
	const named = new Map([...graph.tensors, ...kept, ...(outputs ?? [])]);
	for (const [name, gradient] of gradients ?? []) named.set(`grad ${name}`, gradient);
	return named;
}

/**
 * Turns the segments of a graph into a static plan. It computes sizes only and allocates nothing
 * on a device.
 */
export function compilePlan(graph: GraphBuilder, options: CompileOptions): Plan {
	const allocator = new Allocator();
	const { replicas } = options;
	const used = usedRoots(graph);
	const isIdle = (tensor: Tensor) => tensor.role === 'data' && !used.has(tensor);
	for (const tensor of graph.tensors.values()) {
		if (tensor.role !== 'parameter' && !isIdle(tensor)) allocator.own(tensor);
	}
	placeParameters(graph, allocator);
	placeSlices(graph, allocator);
	placeKept(options, allocator);
	for (const nodes of graph.segments.values()) placePool(nodes, allocator);
	return {
		replicas,
		buffers: allocator.buffers,
		placements: allocator.placements,
		tensors: namedTensors(graph, options),
		segments: graph.segments,
		parameters: graph.slots,
		parameterElements: graph.parameterElements,
		sources: graph.sources.filter(({ tensor }) => !isIdle(tensor))
	};
}
