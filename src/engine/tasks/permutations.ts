import { choice, int } from '../core/param-schema.ts';
import type { PairTable } from './define.ts';

/** Params of the tasks on permutations. */
export const PERMUTATION_PARAMS = {
	n_permuted: int({
		label: 'Permutations of n',
		help: 'The group Sₙ has n! elements: 6, 24 or 120. Element i is the i-th permutation in lexicographic order.',
		group: 'main',
		min: 3,
		max: 5,
		slider: { min: 3, max: 5 },
		default: 5
	}),
	composition: choice({
		label: 'Which permutation is applied first',
		help: 'The order in which two permutations are applied. Both orders make the same group with left and right exchanged.',
		options: [
			{ value: 'right-first', label: 'The right one: (a ∘ b)(i) = a(b(i)), as in textbooks' },
			{ value: 'left-first', label: 'The left one: (a ∘ b)(i) = b(a(i)), as in openai/grok' }
		],
		default: 'right-first'
	})
} as const;

interface PermutationParams {
	readonly n_permuted: number;
	readonly composition: string;
}

type Product = (x: number, y: number) => number;

/** All permutations of 0 .. n - 1 in lexicographic order: token i is the i-th. */
function permutations(n: number): readonly (readonly number[])[] {
	if (n === 0) return [[]];
	const all: number[][] = [];
	const extend = (begun: readonly number[]) => {
		if (begun.length === n) all.push([...begun]);
		for (let next = 0; next < n; next++) if (!begun.includes(next)) extend([...begun, next]);
	};
	extend([]);
	return all;
}

/** Product tables by n, kept because the page needs them at every change of a field. */
const known = new Map<number, Product>();

/** The product that applies y first: (x y)(i) = x(y(i)). */
function rightFirst(n: number): Product {
	const product = known.get(n) ?? tabulated(n);
	known.set(n, product);
	return product;
}

function tabulated(n: number): Product {
	const all = permutations(n);
	const indexOf = new Map(all.map((permutation, i) => [permutation.join(), i] as const));
	const table = Uint32Array.from(
		all.flatMap((x) => all.map((y) => indexOf.get(y.map((i) => x[i]).join()) ?? 0))
	);
	return (x, y) => table[x * all.length + y] ?? 0;
}

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));

/** Number of elements of the group. */
export const permutationCount = ({ n_permuted: n }: PermutationParams): number => factorial(n);

/** All pairs of permutations. */
export function permutationPairs(params: PermutationParams): PairTable {
	const all = { first: 0, count: permutationCount(params) };
	return { left: all, right: all, isCommutative: false };
}

/** The product of the group, in the chosen order. */
export function permutationProduct({ n_permuted: n, composition }: PermutationParams): Product {
	const product = rightFirst(n);
	return composition === 'left-first' ? (x, y) => product(y, x) : product;
}

/** The inverse of each element. Both orders of composition have the same inverses. */
export function permutationInverses(params: PermutationParams): Uint32Array {
	const product = rightFirst(params.n_permuted);
	const count = permutationCount(params);
	const elements = Array.from({ length: count }, (_, x) => x);
	// The first permutation in lexicographic order is the identity.
	return Uint32Array.from(elements, (x) => elements.findIndex((y) => product(x, y) === 0));
}

/**
 * The permutations by which the chosen product is that of x(y(i)). If the left one is applied
 * first, these are the inverses, because inverting exchanges the order.
 */
export function permutationValues({
	n_permuted: n,
	composition
}: PermutationParams): readonly (readonly number[])[] {
	const all = permutations(n);
	return composition === 'left-first' ? all.map((x) => x.map((_, i) => x.indexOf(i))) : all;
}
