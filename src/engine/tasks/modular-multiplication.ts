import {
	MULTIPLICATIVE_PARAMS,
	multiplicativePairs,
	multiplicativeStructure,
	refuseComposite
} from './multiplicative-group.ts';
import { definePairTask } from './pair-task.ts';

/**
 * Products modulo a prime. On the numbers from 1 to p - 1 the discrete logarithm makes them sums
 * modulo p - 1.
 */
export const modularMultiplication = definePairTask({
	id: 'modular-multiplication',
	label: 'a · b mod p',
	cite: 'Power et al. 2022',
	params: MULTIPLICATIVE_PARAMS,
	refuse: refuseComposite,
	classes: ({ p }) => p,
	pairs: (params) => multiplicativePairs(params, true, true),
	structure: (params) => multiplicativeStructure(params, [1, 1]),
	answers:
		({ p }) =>
		(a, b) =>
			(a * b) % p
});
