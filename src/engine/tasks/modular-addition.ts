import { defineTask } from './define.ts';
import { modulusParam } from './shared-params.ts';

export const modularAddition = defineTask({
	id: 'modular-addition',
	label: 'a + b mod p',
	cite: 'Nanda et al. 2023',
	params: { p: modulusParam },
	sizes: ({ p }) => ({
		residues: p,
		pairCount: p * p,
		structure: { kind: 'cyclic', order: p, coefficients: [1, 1] },
		isCommutative: true
	}),
	answer: ({ p }, a, b) => (a + b) % p
});
