import { definePairTask } from './pair-task.ts';
import {
	PERMUTATION_PARAMS,
	permutationCount,
	permutationInverses,
	permutationPairs,
	permutationProduct
} from './permutations.ts';

/**
 * Conjugation of permutations. It has no structure: the answer is no product of a group, because
 * all a that commute with b give the same answer.
 */
export const permutationConjugation = definePairTask({
	id: 'permutation-conjugation',
	place: 11,
	label: 'a ∘ b ∘ a⁻¹ in Sₙ',
	cite: 'Power et al. 2022',
	params: PERMUTATION_PARAMS,
	classes: permutationCount,
	pairs: permutationPairs,
	structure: () => ({ kind: 'none' }),
	answers(params) {
		const product = permutationProduct(params);
		const inverses = permutationInverses(params);
		return (a, b) => product(product(a, b), inverses[a] ?? 0);
	}
});
