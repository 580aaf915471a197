import { definePairTask } from './pair-task.ts';
import {
	PERMUTATION_PARAMS,
	permutationCount,
	permutationPairs,
	permutationProduct,
	permutationValues
} from './permutations.ts';

/** Composition of permutations: a group that is not commutative from n = 3 on. */
export const permutationComposition = definePairTask({
	id: 'permutation-composition',
	place: 10,
	label: 'a ∘ b in Sₙ',
	cite: 'Power et al. 2022; Chughtai et al. 2023',
	params: PERMUTATION_PARAMS,
	classes: permutationCount,
	pairs: permutationPairs,
	structure: (params) => ({
		kind: 'group',
		order: permutationCount(params),
		product: permutationProduct(params),
		permutations: permutationValues(params)
	}),
	answers: permutationProduct
});
