import { elementCount } from '../core/tensor.ts';
import type { Tensor } from '../ops/define.ts';
import { MOST_PLACED, placeGradients } from '../ops/updates/place-gradients.ts';
import { rootOf, type GraphBuilder } from './graph-builder.ts';
import type { ParameterSlot, PlanNode } from './plan.ts';

const tensorsOf = (node: PlanNode) => [...node.inputs, ...node.outputs].map(rootOf);

interface Copied {
	readonly slot: ParameterSlot;
	readonly gradient: Tensor;
}

/** Copies gradients into their slots, with as few dispatches as possible. */
function addCopies(graph: GraphBuilder, flat: Tensor, copied: readonly Copied[]): void {
	for (let start = 0; start < copied.length; start += MOST_PLACED) {
		const group = copied.slice(start, start + MOST_PLACED);
		const places = group.map(({ slot }, i) => [`at${String(i)}`, slot.offset] as const);
		graph.apply(
			placeGradients,
			group.map(({ gradient }) => gradient),
			{ elements: graph.parameterElements, ...Object.fromEntries(places) },
			{ into: [flat] }
		);
	}
}

/**
 * Lets ops write gradients directly into their slots of the flat buffer. WebGPU allows a dispatch
 * to bind a buffer only once if it writes to it. So a gradient that shares a dispatch with another
 * one, or that belongs to two parameters, gets memory of its own and is copied. Call it right after
 * `differentiate`, before the optimizer is built.
 * @returns the tensor to read a parameter's gradient from, by the parameter's name
 */
export function assignGradientSlots(
	graph: GraphBuilder,
	flat: Tensor,
	gradients: ReadonlyMap<Tensor, Tensor>
): ReadonlyMap<string, Tensor> {
	const roots = [...gradients.values()].map(rootOf);
	const nodes = graph.nodes.map(tensorsOf);
	const inPlace = new Set<Tensor>();
	const byName = new Map<string, Tensor>();
	const copied: Copied[] = [];
	// Large gradients first, so that the copied ones are small.
	const bySize = graph.slots.toSorted((a, b) => elementCount(b.shape) - elementCount(a.shape));
	for (const slot of bySize) {
		const gradient = gradients.get(graph.parameter(slot.name));
		if (gradient === undefined) continue;
		const root = rootOf(gradient);
		const isClaimedOnce = roots.filter((other) => other === root).length === 1;
		const isAlone = nodes
			.filter((tensors) => tensors.includes(root))
			.every((tensors) => tensors.every((other) => other === root || !inPlace.has(other)));
		if (isClaimedOnce && isAlone && root.role === 'activation') {
			inPlace.add(root);
			graph.placeInside(root, flat, slot.offset);
			byName.set(slot.name, gradient);
		} else {
			copied.push({ slot, gradient });
			byName.set(slot.name, graph.slice(flat, `grad ${slot.name}`, slot.offset, gradient.shape));
		}
	}
	addCopies(graph, flat, copied);
	return byName;
}
