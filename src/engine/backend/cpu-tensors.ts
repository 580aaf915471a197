import { LabError } from '../core/lab-error.ts';
import type { ReadRequest } from '../core/session.ts';
import { elementCount, type NumericArray } from '../core/tensor.ts';
import type { Plan } from '../graph/plan.ts';
import type { Tensor } from '../ops/define.ts';
import { tensorOf } from './plan-places.ts';

/** The elements of one replica of a tensor, in the memory of a session. */
export type ViewOf = (tensor: Tensor, replica: number) => NumericArray;

const copiesOf = (plan: Plan, tensor: Tensor): number => (tensor.shared ? 1 : plan.replicas);

/**
 * As `Session.write`: the elements of all replicas, one after the other.
 * @throws LabError `internal` when the plan has no such tensor, or the length is wrong
 */
export function writeTensor(
	plan: Plan,
	viewOf: ViewOf,
	name: string,
	data: NumericArray,
	ownCount?: number
): void {
	const tensor = tensorOf(plan, name);
	const count = ownCount ?? elementCount(tensor.shape);
	const copies = copiesOf(plan, tensor);
	if (data.length !== count * copies) {
		throw new LabError(
			'internal',
			`write "${name}": expected ${String(count * copies)} elements, got ${String(data.length)}`
		);
	}
	for (let r = 0; r < copies; r++) viewOf(tensor, r).set(data.subarray(r * count, (r + 1) * count));
}

/**
 * As `Session.read`: copies, the replicas of a tensor one after the other.
 * @param Floats the array for tensors of floats
 * @throws LabError `internal` when the plan has no such tensor
 */
export function readTensors(
	plan: Plan,
	viewOf: ViewOf,
	requests: readonly ReadRequest[],
	Floats: Float32ArrayConstructor | Float64ArrayConstructor
): readonly NumericArray[] {
	return requests.map(({ name, count }) => {
		const tensor = tensorOf(plan, name);
		const size = count ?? elementCount(tensor.shape);
		const copies = copiesOf(plan, tensor);
		const result =
			tensor.dtype === 'u32' ? new Uint32Array(size * copies) : new Floats(size * copies);
		for (let r = 0; r < copies; r++) result.set(viewOf(tensor, r).subarray(0, size), r * size);
		return result;
	});
}
