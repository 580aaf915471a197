import { axis } from '../../core/tensor.ts';
import type { PlanNode } from '../../graph/plan.ts';
import type { AdapterKind, KernelCall } from '../../ops/define.ts';

/** The dispatch that a node needs. */
export function callOf(node: PlanNode, kind: AdapterKind): KernelCall {
	const shapeOf = (tensors: PlanNode['inputs'], i: number) => {
		const shape = tensors[i]?.shape ?? [];
		axis(shape, 0);
		return shape;
	};
	const shapes = {
		input: (i: number) => shapeOf(node.inputs, i),
		output: (i: number) => shapeOf(node.outputs, i)
	};
	return node.op.kernel(shapes, node.attributes, kind);
}
