import { definePairTask } from './pair-task.ts';
import { modulusParam } from './shared-params.ts';

export const modularAddition = definePairTask({
	id: 'modular-addition',
	place: 0,
	label: 'a + b mod p',
	cite: 'Nanda et al. 2023',
	params: { p: modulusParam },
	classes: ({ p }) => p,
	pairs: ({ p }) => ({
		left: { first: 0, count: p },
		right: { first: 0, count: p },
		isCommutative: true
	}),
	structure: ({ p }) => ({ kind: 'cyclic', order: p, coefficients: [1, 1] }),
	answers:
		({ p }) =>
		(a, b) =>
			(a + b) % p
});
