import { int } from '../core/param-schema.ts';
import { definePairTask } from './pair-task.ts';

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
const known = new Map<number, (x: number, y: number) => number>();

/** The product of S_n: (x y)(i) = x(y(i)). */
function compositions(n: number): (x: number, y: number) => number {
	const product = known.get(n) ?? tabulated(n);
	known.set(n, product);
	return product;
}

function tabulated(n: number): (x: number, y: number) => number {
	const all = permutations(n);
	const indexOf = new Map(all.map((permutation, i) => [permutation.join(), i] as const));
	const table = Uint32Array.from(
		all.flatMap((x) => all.map((y) => indexOf.get(y.map((i) => x[i]).join()) ?? 0))
	);
	return (x, y) => table[x * all.length + y] ?? 0;
}

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));

/** Composition of permutations: a group that is not commutative from n = 3 on. */
export const permutationComposition = definePairTask({
	id: 'permutation-composition',
	label: 'a ∘ b in Sₙ',
	cite: 'Power et al. 2022; Chughtai et al. 2023',
	params: {
		n_permuted: int({
			label: 'Permutations of n',
			help: 'The group Sₙ has n! elements: 6, 24 or 120. Element i is the i-th permutation in lexicographic order, and a ∘ b applies b first.',
			group: 'main',
			min: 3,
			max: 5,
			slider: { min: 3, max: 5 },
			default: 5
		})
	},
	classes: ({ n_permuted: n }) => factorial(n),
	pairs({ n_permuted: n }) {
		const all = { first: 0, count: factorial(n) };
		return { left: all, right: all, isCommutative: false };
	},
	structure: ({ n_permuted: n }) => ({
		kind: 'group',
		order: factorial(n),
		product: compositions(n)
	}),
	answers: ({ n_permuted: n }) => compositions(n)
});
