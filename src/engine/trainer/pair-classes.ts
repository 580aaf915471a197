import { LabError } from '../core/lab-error.ts';
import type { PairClass } from '../probes/define.ts';
import type { TaskSizes } from '../tasks/define.ts';

/**
 * The class of a pair in a cyclic task of order n with coefficients [ca, cb], in 0 .. n - 1.
 * @throws LabError `internal` when the task has no cyclic structure
 */
export function classOfPair(
	{ structure }: TaskSizes,
	by: PairClass
): (a: number, b: number) => number {
	if (structure.kind !== 'cyclic') {
		throw new LabError('internal', `pairs by ${by}: the task has no cyclic structure`);
	}
	const {
		order,
		coefficients: [left, right]
	} = structure;
	const factors = {
		left: [1, 0],
		right: [0, 1],
		sum: [left, right],
		difference: [left, -right]
	} as const;
	const [ofA, ofB] = factors[by];
	return (a, b) => (((ofA * a + ofB * b) % order) + order) % order;
}

/** Pairs per class of the sum; empty where the task has no cyclic structure. @param pairs pair indices */
export function countsBySum(sizes: TaskSizes, pairs: Uint32Array): Float64Array {
	if (sizes.structure.kind !== 'cyclic') return new Float64Array(0);
	const sumOf = classOfPair(sizes, 'sum');
	const counts = new Float64Array(sizes.structure.order);
	for (const pair of pairs) {
		const sum = sumOf(Math.floor(pair / sizes.residues), pair % sizes.residues);
		counts[sum] = (counts[sum] ?? 0) + 1;
	}
	return counts;
}
