import { definePairTask } from './pair-task.ts';
import { modulusParam } from './shared-params.ts';

export const modularSubtraction = definePairTask({
	id: 'modular-subtraction',
	place: 1,
	label: 'a − b mod p',
	cite: 'Power et al. 2022',
	params: { p: modulusParam },
	classes: ({ p }) => p,
	pairs: ({ p }) => ({
		left: { first: 0, count: p },
		right: { first: 0, count: p },
		isCommutative: false
	}),
	// (a, b) and (b, a) have different answers. Measured apart, to show that a mirror in train does
	// not help here.
	measuresMirrors: true,
	structure: ({ p }) => ({ kind: 'cyclic', order: p, coefficients: [1, -1] }),
	answers:
		({ p }) =>
		(a, b) =>
			(a - b + p) % p
});
