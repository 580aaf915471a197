import { defineTask } from './define.ts';
import { modulusParam } from './shared-params.ts';

export const modularSubtraction = defineTask({
	id: 'modular-subtraction',
	label: 'a − b mod p',
	cite: 'Power et al. 2022',
	params: { p: modulusParam },
	sizes: ({ p }) => ({
		residues: p,
		pairCount: p * p,
		structure: { kind: 'cyclic', order: p, coefficients: [1, -1] },
		isCommutative: false
	}),
	answer: ({ p }, a, b) => (a - b + p) % p
});
