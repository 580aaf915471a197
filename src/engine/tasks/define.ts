import type { ParamSchemas, ParamsOf } from '../core/param-schema.ts';

/**
 * The algebra behind a task, so that probes need no task by name: the answer of (a, b) is the class
 * `coefficientA a + coefficientB b` in the cyclic group of that order. `none` where there is no such structure.
 */
export type TaskStructure =
	| {
			readonly kind: 'cyclic';
			readonly order: number;
			readonly coefficients: readonly [number, number];
	  }
	| { readonly kind: 'none' };

/** Sizes alone: what a plan needs, known before any data is made. */
export interface TaskSizes {
	/** Number of residues; operands are 0 .. residues - 1. */
	readonly residues: number;
	/** All ordered pairs, a-major. */
	readonly pairCount: number;
	readonly structure: TaskStructure;
	/** (a, b) and (b, a) have the same answer: test pairs whose mirror is in train may be answered for free. */
	readonly isCommutative: boolean;
}

/** A task on pairs of residues. Pairs are listed a-major: pair i is (floor(i / residues), i mod residues). */
export interface TaskSpec<Schemas extends ParamSchemas = ParamSchemas> {
	readonly id: string;
	readonly label: string;
	readonly cite: string;
	readonly params: Schemas;
	/** A sentence when the values cannot be used together, undefined when they can. */
	refuse?(params: ParamsOf<Schemas>): string | undefined;
	sizes(params: ParamsOf<Schemas>): TaskSizes;
	/** The answer to (a, b), a class in 0 .. residues - 1. */
	answer(params: ParamsOf<Schemas>, a: number, b: number): number;
}

export function defineTask<const Id extends string, Schemas extends ParamSchemas>(
	spec: TaskSpec<Schemas> & { readonly id: Id }
): TaskSpec<Schemas> & { readonly id: Id } {
	return Object.freeze(spec);
}
