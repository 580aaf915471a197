import { copy } from '../ops/copy.ts';
import type { Tensor } from '../ops/define.ts';
import { rootOf, type GraphBuilder } from './graph-builder.ts';
import type { ParameterSlot, PlanNode } from './plan.ts';

/** Where each gradient ends up in the flat buffer. */
export interface SettledGradients {
	readonly flat: Tensor;
	/** Roots whose memory is their parameter's slot of the flat buffer. */
	readonly inPlace: ReadonlyMap<Tensor, ParameterSlot>;
	/** The tensor to read a parameter's gradient from. */
	readonly byName: ReadonlyMap<string, Tensor>;
}

const tensorsOf = (node: PlanNode) => [...node.inputs, ...node.outputs].map(rootOf);

/**
 * Lets ops write gradients straight into their slots of the flat buffer. A dispatch may bind a buffer only once
 * when it writes to it, so a gradient that shares a dispatch with another one, or belongs to two parameters, is
 * copied instead. Call it right after `differentiate`, before the optimizer is recorded.
 */
export function settleGradients(
	graph: GraphBuilder,
	flat: Tensor,
	gradients: ReadonlyMap<Tensor, Tensor>
): SettledGradients {
	const roots = [...gradients.values()].map(rootOf);
	const nodes = [...graph.nodes];
	const inPlace = new Map<Tensor, ParameterSlot>();
	const byName = new Map<string, Tensor>();
	for (const slot of graph.slots) {
		const gradient = gradients.get(graph.parameter(slot.name));
		if (gradient === undefined) continue;
		const root = rootOf(gradient);
		const isClaimedOnce = roots.filter((other) => other === root).length === 1;
		const isAlone = nodes
			.map(tensorsOf)
			.filter((tensors) => tensors.includes(root))
			.every((tensors) => tensors.every((other) => other === root || !inPlace.has(other)));
		if (isClaimedOnce && isAlone && root.role === 'activation') {
			inPlace.set(root, slot);
			byName.set(slot.name, gradient);
		} else {
			const place = graph.slice(flat, `grad ${slot.name}`, slot.offset, gradient.shape);
			graph.apply(copy, [gradient], {}, { into: [place] });
			byName.set(slot.name, place);
		}
	}
	return { flat, inPlace, byName };
}
