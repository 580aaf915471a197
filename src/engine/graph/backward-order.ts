import type { Tensor } from '../ops/define.ts';
import { rootOf } from './graph-builder.ts';
import type { PlanNode } from './plan.ts';

/**
 * For each node, the nodes that read its outputs and all nodes it depends on. Expects the nodes in
 * graph order.
 */
function relationsOf(nodes: readonly PlanNode[]) {
	const makerOf = new Map<Tensor, PlanNode>();
	const consumers = new Map<PlanNode, PlanNode[]>();
	const ancestors = new Map<PlanNode, Set<PlanNode>>();
	for (const node of nodes) {
		const above = new Set<PlanNode>();
		for (const input of node.inputs) {
			const maker = makerOf.get(rootOf(input));
			if (maker === undefined) continue;
			above.add(maker);
			for (const ancestor of ancestors.get(maker) ?? []) above.add(ancestor);
			consumers.get(maker)?.push(node);
		}
		ancestors.set(node, above);
		consumers.set(node, []);
		for (const output of node.outputs) makerOf.set(rootOf(output), node);
	}
	return { consumers, ancestors };
}

/** Roots of the inputs whose accumulated gradient the op's vjp can add in its own kernel. */
const takenBy = ({ op, inputs }: PlanNode): readonly Tensor[] =>
	(op.takes ?? []).flatMap((i) => {
		const input = inputs[i];
		return input === undefined ? [] : [rootOf(input)];
	});

/** Nodes that read a tensor whose gradient `node` takes, and that cannot take it themselves. */
function withoutTaking(node: PlanNode, nodes: readonly PlanNode[]): readonly PlanNode[] {
	const taken = takenBy(node);
	if (taken.length === 0) return [];
	return nodes.filter((other) => {
		const own = takenBy(other);
		const read = other.inputs.map(rootOf).filter((root) => taken.includes(root));
		return other !== node && read.some((root) => !own.includes(root));
	});
}

/**
 * The order in which nodes are differentiated: each after all nodes that read its outputs,
 * otherwise the latest first. One exception: an op that takes an input's accumulated gradient comes
 * after all other uses of that input, whatever the order in the graph. This saves the dispatch that
 * would add the two.
 */
export function backwardOrder(nodes: readonly PlanNode[]): readonly PlanNode[] {
	const { consumers, ancestors } = relationsOf(nodes);
	const latestFirst = nodes.toReversed();
	const order = new Set<PlanNode>();
	const open = new Set<PlanNode>();
	const isAbove = (node: PlanNode) =>
		[...open].some((below) => ancestors.get(below)?.has(node) === true);
	const place = (node: PlanNode): void => {
		if (order.has(node) || open.has(node)) return;
		open.add(node);
		for (const consumer of consumers.get(node)?.toReversed() ?? []) place(consumer);
		for (const other of withoutTaking(node, latestFirst)) if (!isAbove(other)) place(other);
		open.delete(node);
		order.add(node);
	};
	for (const node of latestFirst) place(node);
	return [...order];
}
