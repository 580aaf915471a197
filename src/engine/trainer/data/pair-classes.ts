import { elementOf, residueOf } from '../../mechanism/cyclic-structure.ts';
import { groupOf } from '../../probes/cyclic-group.ts';
import type { PairClass } from '../../probes/define.ts';
import type { TaskExamples, TaskShape } from '../../tasks/define.ts';
import { tokensOf } from '../build/example-batch.ts';

/**
 * The class of a pair in a cyclic task of order n with coefficients [ca, cb], in 0 .. n - 1.
 * @throws LabError `internal` when the task has no cyclic structure
 */
export function classOfPair(shape: TaskShape, by: PairClass): (a: number, b: number) => number {
	const group = groupOf({ shape });
	const {
		order,
		coefficients: [left, right]
	} = group;
	const factors = {
		left: [1, 0],
		right: [0, 1],
		sum: [left, right],
		difference: [left, -right]
	} as const;
	const [ofA, ofB] = factors[by];
	const element = elementOf(group);
	return (a, b) => residueOf(ofA * element(a) + ofB * element(b), order);
}

/**
 * Pairs per class of the sum; empty where the task has no cyclic structure. @param chosen indices
 * of examples
 */
export function countsBySum(
	shape: TaskShape,
	examples: TaskExamples,
	chosen: Uint32Array
): Float64Array {
	if (shape.structure.kind !== 'cyclic') return new Float64Array(0);
	const sumOf = classOfPair(shape, 'sum');
	const counts = new Float64Array(shape.structure.order);
	for (const example of chosen) {
		const [a = 0, b = 0] = tokensOf(examples, shape, example);
		const sum = sumOf(a, b);
		counts[sum] = (counts[sum] ?? 0) + 1;
	}
	return counts;
}
