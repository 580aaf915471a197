import {
	MULTIPLICATIVE_PARAMS,
	multiplicativePairs,
	multiplicativeStructure,
	refuseTiny
} from './multiplicative-group.ts';
import { definePairTask } from './pair-task.ts';

/**
 * Products modulo p. If p is a prime, the discrete logarithm makes them sums modulo p - 1 on the
 * numbers from 1 to p - 1. If it is composite, they form no group.
 */
export const modularMultiplication = definePairTask({
	id: 'modular-multiplication',
	place: 2,
	label: 'a · b mod p',
	cite: 'Power et al. 2022',
	params: MULTIPLICATIVE_PARAMS,
	refuse: refuseTiny,
	classes: ({ p }) => p,
	pairs: (params) => multiplicativePairs(params, true, true),
	structure: (params) => multiplicativeStructure(params, [1, 1]),
	answers:
		({ p }) =>
		(a, b) =>
			(a * b) % p
});
