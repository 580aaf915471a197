import { LabError } from '../core/lab-error.ts';
import { add } from '../ops/add.ts';
import type { Tensor } from '../ops/define.ts';
import { rootOf, type GraphBuilder } from './graph-builder.ts';
import type { PlanNode } from './plan.ts';

/** Roots that depend on a parameter, given nodes in recorded order. */
function dependents(
	nodes: readonly PlanNode[],
	parameters: readonly Tensor[]
): ReadonlySet<Tensor> {
	const found = new Set(parameters);
	for (const node of nodes) {
		if (node.inputs.some((input) => found.has(rootOf(input)))) {
			for (const output of node.outputs) found.add(output);
		}
	}
	return found;
}

/** d loss / d tensor, added up as the consumers' contributions come in (reverse order of recording). */
class Cotangents {
	readonly #graph: GraphBuilder;
	readonly #sums = new Map<Tensor, Tensor>();

	constructor(graph: GraphBuilder) {
		this.#graph = graph;
	}

	contribute(to: Tensor, gradient: Tensor): void {
		const root = rootOf(to);
		const shaped =
			gradient.shape.join() === root.shape.join()
				? gradient
				: this.#graph.reshape(gradient, root.shape);
		const sum = this.#sums.get(root);
		this.#sums.set(root, sum === undefined ? shaped : this.#graph.one(add, [sum, shaped], {}));
	}

	get(tensor: Tensor): Tensor | undefined {
		return this.#sums.get(tensor);
	}
}

function nodeInput(node: PlanNode, i: number): Tensor {
	const tensor = node.inputs[i];
	if (tensor === undefined) throw new LabError('internal', `${node.op.id}: no input ${String(i)}`);
	return tensor;
}

function nodeOutput(node: PlanNode, i: number): Tensor {
	const tensor = node.outputs[i];
	if (tensor === undefined) throw new LabError('internal', `${node.op.id}: no output ${String(i)}`);
	return tensor;
}

/**
 * Records the gradient of the mean of `loss` with respect to every parameter: reverse mode over the nodes of
 * the segment being recorded.
 * @param loss output of an op that declares a `gradientOutput`
 * @returns gradients by parameter, of the parameter's shape; a parameter the loss does not depend on is absent
 * @throws LabError `internal` when an op on the way has no vjp
 */
export function differentiate(
	graph: GraphBuilder,
	loss: Tensor,
	parameters: readonly Tensor[]
): ReadonlyMap<Tensor, Tensor> {
	const nodes = [...graph.nodes];
	const active = dependents(nodes, parameters);
	const cotangents = new Cotangents(graph);
	for (const node of nodes.toReversed()) {
		const isRoot = node.outputs.includes(loss) && node.op.gradientOutput !== undefined;
		if (!isRoot && !node.outputs.some((output) => cotangents.get(output) !== undefined)) continue;
		if (node.op.vjp === undefined) {
			throw new LabError('internal', `op "${node.op.id}" is not differentiable`);
		}
		const gradients = node.op.vjp({
			recorder: graph,
			input: (i) => nodeInput(node, i),
			output: (i) => nodeOutput(node, i),
			attributes: node.attributes,
			needs: (i) => active.has(rootOf(nodeInput(node, i))),
			cotangent(i) {
				const found = cotangents.get(nodeOutput(node, i));
				if (found !== undefined) return found;
				throw new LabError(
					'internal',
					`${node.op.id}: the loss does not depend on output ${String(i)}`
				);
			}
		});
		gradients.forEach((gradient, i) => {
			const input = nodeInput(node, i);
			if (gradient !== undefined && active.has(rootOf(input)))
				cotangents.contribute(input, gradient);
		});
	}
	const result = new Map<Tensor, Tensor>();
	for (const parameter of parameters) {
		const gradient = cotangents.get(parameter);
		if (gradient !== undefined) result.set(parameter, gradient);
	}
	return result;
}
