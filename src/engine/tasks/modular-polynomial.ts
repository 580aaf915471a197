import { definePairTask } from './pair-task.ts';
import { modulusParam } from './shared-params.ts';

interface PolynomialSpec<Id extends string> {
	readonly id: Id;
	readonly place: number;
	/** The formula in a and b; the task's label is this and "mod p". */
	readonly formula: string;
	/** The value of the formula for operands from 0 to p - 1, not reduced; below 2^53. */
	readonly value: (a: number, b: number) => number;
	readonly isCommutative: boolean;
}

/**
 * Defines a task of Power et al. 2022 whose answer is a polynomial in a and b modulo p. It needs no
 * inverse, so p may be composite. It has no structure: a term such as a² gives several operands the
 * same value, so renaming the operands does not make it the sum of a group.
 */
export const definePolynomialTask = <const Id extends string>(spec: PolynomialSpec<Id>) =>
	definePairTask({
		id: spec.id,
		place: spec.place,
		label: `${spec.formula} mod p`,
		cite: 'Power et al. 2022',
		params: { p: modulusParam },
		classes: ({ p }) => p,
		pairs({ p }) {
			const all = { first: 0, count: p };
			return { left: all, right: all, isCommutative: spec.isCommutative };
		},
		structure: () => ({ kind: 'none' }),
		answers:
			({ p }) =>
			(a, b) =>
				spec.value(a, b) % p
	});
