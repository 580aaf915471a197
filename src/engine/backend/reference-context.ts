import { LabError } from '../core/lab-error.ts';
import type { NumericArray } from '../core/tensor.ts';
import type { PlanNode } from '../graph/plan.ts';
import type { Attributes, ReferenceContext, Tensor } from '../ops/define.ts';

/** What an op's reference computes on: views of the memory of one replica. */
export function referenceContext(
	{ op, inputs, outputs, attributes }: PlanNode,
	view: (tensor: Tensor) => NumericArray
): ReferenceContext<Attributes> {
	const pick = <T>(list: readonly T[], i: number): T => {
		const item = list[i];
		if (item === undefined) throw new LabError('internal', `op "${op.id}": no tensor ${String(i)}`);
		return item;
	};
	const inputArrays = inputs.map(view);
	const outputArrays = outputs.map(view);
	return {
		input: (i) => pick(inputArrays, i),
		output: (i) => pick(outputArrays, i),
		inputShape: (i) => pick(inputs, i).shape,
		outputShape: (i) => pick(outputs, i).shape,
		attributes
	};
}
