import { LabError } from '../core/lab-error.ts';
import { add } from '../ops/elementwise/add.ts';
import type { Attributes, OpenGradient, Tensor, VjpContext } from '../ops/define.ts';
import { reluBackward } from '../ops/elementwise/relu-backward.ts';
import { backwardOrder } from './backward-order.ts';
import { rootOf, type GraphBuilder } from './graph-builder.ts';
import type { PlanNode } from './plan.ts';

/** Roots that depend on a parameter, given nodes in the order of the graph. */
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

type Gradient = Tensor | OpenGradient;

const isOpen = (gradient: Gradient): gradient is OpenGradient => 'close' in gradient;

/**
 * d loss / d tensor, accumulated from the nodes that read the tensor (in reverse order of the
 * graph).
 */
class Cotangents {
	readonly #graph: GraphBuilder;
	readonly #sums = new Map<Tensor, Gradient>();

	constructor(graph: GraphBuilder) {
		this.#graph = graph;
	}

	contribute(to: Tensor, gradient: Gradient): void {
		const root = rootOf(to);
		const before = this.get(root);
		if (before === undefined && isOpen(gradient) && to === root) {
			this.#sums.set(root, gradient);
			return;
		}
		const closed = isOpen(gradient) ? gradient.close() : gradient;
		const shaped =
			closed.shape.join() === root.shape.join() ? closed : this.#graph.reshape(closed, root.shape);
		this.#sums.set(
			root,
			before === undefined ? shaped : this.#graph.one(add, [before, shaped], {})
		);
	}

	has(tensor: Tensor): boolean {
		return this.#sums.has(tensor);
	}

	get(tensor: Tensor): Tensor | undefined {
		const sum = this.#sums.get(tensor);
		if (sum === undefined || !isOpen(sum)) return sum;
		const closed = sum.close();
		this.#sums.set(tensor, closed);
		return closed;
	}

	masked(tensor: Tensor, activation: Tensor): Tensor | undefined {
		const sum = this.#sums.get(tensor);
		if (sum === undefined) return undefined;
		return isOpen(sum)
			? sum.closeMasked(activation)
			: this.#graph.one(reluBackward, [activation, sum], {});
	}

	take(tensor: Tensor): Tensor | undefined {
		const sum = this.get(rootOf(tensor));
		this.#sums.delete(rootOf(tensor));
		return sum === undefined || rootOf(tensor) === tensor
			? sum
			: this.#graph.reshape(sum, tensor.shape);
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

function contextOf(
	graph: GraphBuilder,
	node: PlanNode,
	active: ReadonlySet<Tensor>,
	cotangents: Cotangents
): VjpContext<Attributes> {
	const found = (i: number, cotangent: Tensor | undefined): Tensor => {
		if (cotangent !== undefined) return cotangent;
		throw new LabError(
			'internal',
			`${node.op.id}: the loss does not depend on output ${String(i)}`
		);
	};
	return {
		graph,
		input: (i) => nodeInput(node, i),
		output: (i) => nodeOutput(node, i),
		attributes: node.attributes,
		needs: (i) => active.has(rootOf(nodeInput(node, i))),
		cotangent: (i) => found(i, cotangents.get(nodeOutput(node, i))),
		maskedCotangent: (i, activation) =>
			found(i, cotangents.masked(nodeOutput(node, i), activation)),
		take(i) {
			if (node.op.takes?.includes(i) !== true) {
				const claim = `op "${node.op.id}": its vjp takes the gradient of input ${String(i)}`;
				throw new LabError('internal', `${claim}, which "takes" does not name`);
			}
			return cotangents.take(nodeInput(node, i));
		}
	};
}

/**
 * Adds the gradient of the mean of `loss` with respect to every parameter: reverse mode over the
 * nodes of the current segment.
 * @param loss output of an op that declares a `gradientOutput`, or any tensor with a cotangent
 * @param cotangent of `loss`: the gradient is then that of the sum of their products
 * @returns gradients by parameter, of the parameter's shape; a parameter on which the loss does not
 * depend is absent
 * @throws LabError `internal` if an op between parameter and loss has no vjp
 */
export function differentiate(
	graph: GraphBuilder,
	loss: Tensor,
	parameters: readonly Tensor[],
	cotangent?: Tensor
): ReadonlyMap<Tensor, Tensor> {
	const nodes = [...graph.nodes];
	const active = dependents(nodes, parameters);
	const cotangents = new Cotangents(graph);
	if (cotangent !== undefined) cotangents.contribute(loss, cotangent);
	for (const node of backwardOrder(nodes)) {
		const isRoot = node.outputs.includes(loss) && node.op.gradientOutput !== undefined;
		if (!isRoot && !node.outputs.some((output) => cotangents.has(output))) continue;
		if (node.op.vjp === undefined) {
			throw new LabError('internal', `op "${node.op.id}" is not differentiable`);
		}
		const read = node.op.auxiliary?.find((i) => cotangents.has(nodeOutput(node, i)));
		if (read !== undefined) {
			throw new LabError(
				'internal',
				`op "${node.op.id}": output ${String(read)} is for its gradient alone, but the loss depends on it`
			);
		}
		const gradients = node.op.vjp(contextOf(graph, node, active, cotangents));
		if (gradients.length !== node.inputs.length) {
			const counts = `${String(node.inputs.length)}, one for each input, got ${String(gradients.length)}`;
			throw new LabError('internal', `op "${node.op.id}": expected gradients ${counts}`);
		}
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
