import { definePairTask } from './pair-task.ts';
import {
	PERMUTATION_PARAMS,
	permutationCount,
	permutationPairs,
	permutationProduct
} from './permutations.ts';

/**
 * The second conjugation of Power et al., with a instead of its inverse. It has no structure: the
 * answer is no product of a group, because several a may give the same answer. Both orders of
 * composition give the same answers.
 */
export const permutationAba = definePairTask({
	id: 'permutation-aba',
	place: 12,
	label: 'a ∘ b ∘ a in Sₙ',
	cite: 'Power et al. 2022',
	params: PERMUTATION_PARAMS,
	classes: permutationCount,
	pairs: permutationPairs,
	structure: () => ({ kind: 'none' }),
	answers(params) {
		const product = permutationProduct(params);
		return (a, b) => product(product(a, b), a);
	}
});
