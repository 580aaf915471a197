import { LabError } from '../core/lab-error.ts';
import { elementCount } from '../core/tensor.ts';
import { rootOf } from '../graph/graph-builder.ts';
import type { Plan } from '../graph/plan.ts';
import type { Tensor } from '../ops/define.ts';

/** Where one replica of a tensor lies in the plan's buffers. */
export interface Place {
	readonly buffer: number;
	readonly start: number;
	readonly length: number;
}

/** @throws LabError `internal` when the plan has no such tensor */
export function tensorOf(plan: Plan, name: string): Tensor {
	const tensor = plan.tensors.get(name);
	if (tensor === undefined) throw new LabError('internal', `the plan has no tensor "${name}"`);
	return tensor;
}

/** @throws LabError `internal` when the tensor is not one of the plan */
export function placeOf(plan: Plan, tensor: Tensor, replica: number): Place {
	const placement = plan.placements.get(rootOf(tensor));
	const spec = placement && plan.buffers[placement.buffer];
	if (placement === undefined || spec === undefined) {
		throw new LabError('internal', `tensor "${tensor.name}" has no place in the plan`);
	}
	return {
		buffer: placement.buffer,
		start: (spec.isShared ? 0 : replica * spec.count) + placement.offset,
		length: elementCount(tensor.shape)
	};
}
