import type { NumericArray, Shape, TensorSpec } from '../core/tensor.ts';

/** Spacing of float32 at 1: one rounding of a value x errs by at most about |x| times this. */
export const FLOAT32_ULP = 2 ** -23;

/** A small case that the tests must run on every backend, odd shapes included. */
export interface OpCase<A = Readonly<Record<string, number | boolean | string>>> {
	readonly name: string;
	readonly inputs: readonly TensorSpec[];
	readonly attributes: A;
	/**
	 * For u32 inputs: the exclusive upper bound of the values drawn (by input). Index lists are
	 * built from them.
	 */
	readonly bounds?: Readonly<Record<number, number>>;
	/** Inputs that must be positive, such as second moments (by input). */
	readonly positive?: readonly number[];
	/** Inputs with fixed values (by input), such as clocks. */
	readonly fixed?: Readonly<Record<number, readonly number[]>>;
	/**
	 * Inputs (order, offsets, and where the op reads it the index itself) that group entries into
	 * segments.
	 */
	readonly indexLists?: readonly (readonly [order: number, offsets: number, index?: number])[];
	/**
	 * With these attributes the op has no gradient and its vjp throws; with other attributes it has
	 * one.
	 */
	readonly refusesGradient?: boolean;
}

/** A case before the tests name it by its shapes. */
export type UnnamedCase<A> = Omit<OpCase<A>, 'name'>;

/** Where a case of any shape takes its sizes and choices from: the tests' random generator. */
export interface Draw {
	/** A whole number from `least` to `most`, both included. */
	whole(least: number, most: number): number;
	oneOf<T extends number | string | boolean | object>(...choices: readonly [T, ...T[]]): T;
}

/** `count` numbers, each drawn by `of`. */
export const several = <T>(count: number, of: (i: number) => T): T[] =>
	Array.from({ length: count }, (_, i) => of(i));

/** One replica of a case, as a bound on the float32 error needs it. */
export interface ErrorContext<A> {
	readonly inputs: readonly NumericArray[];
	readonly attributes: A;
	input(i: number): NumericArray;
	inputShape(i: number): Shape;
	/** Axis `at` of input `input`; negative ones count from the end. */
	size(input: number, at: number): number;
	/** The op's reference on these inputs: its outputs, then its updated inputs. */
	reference(inputs: readonly NumericArray[], attributes?: A): readonly NumericArray[];
}

/**
 * Largest error of one output in float32. A number n counts roundings: n x 2^-23 x the reference on
 * the inputs' magnitudes, which bounds a sum of products that passes n roundings on its way,
 * because WGSL lets an operation give either neighbour of the true result. An array holds the
 * absolute error of each element.
 */
export type Float32Error = number | NumericArray;

/**
 * Error of every element from a number of roundings and the magnitude that they are relative to.
 */
export const rounded = (roundings: number, magnitude: NumericArray): Float64Array =>
	Float64Array.from(magnitude, (value) => roundings * FLOAT32_ULP * Math.abs(value));

/**
 * Relative error that WGSL allows a float32 `exp(x)`: (3 + 2 |x|) ULP (WGSL section 15.7), and
 * `extraUlps` more.
 */
export const exponentialError = (x: number, extraUlps: number): number =>
	(3 + 2 * Math.abs(x) + extraUlps) * FLOAT32_ULP;

/** Entries of the longest segment of an index list: so many terms may be added up. */
export function longestSegment(offsets: NumericArray): number {
	return Math.max(0, ...offsets.subarray(1).map((end, i) => end - (offsets[i] ?? 0)));
}
