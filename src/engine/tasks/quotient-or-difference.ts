import { definePairTask } from './pair-task.ts';
import { inverseModulo, isPrime } from './prime-fields.ts';
import { modulusParam } from './shared-params.ts';

/**
 * Quotients for odd b and differences for even b, among them b = 0. It has no structure: each half
 * is a group by itself, but they are not the same group.
 */
export const quotientOrDifference = definePairTask({
	id: 'quotient-or-difference',
	place: 9,
	label: 'a / b if b is odd, else a − b, mod p',
	cite: 'Power et al. 2022',
	params: { p: modulusParam },
	refuse: ({ p }) => (isPrime(p) ? undefined : `p: expected a prime, got ${String(p)}`),
	classes: ({ p }) => p,
	pairs({ p }) {
		const all = { first: 0, count: p };
		return { left: all, right: all, isCommutative: false };
	},
	structure: () => ({ kind: 'none' }),
	answers({ p }) {
		const inverses = Uint32Array.from({ length: p }, (_, b) =>
			b % 2 === 1 && isPrime(p) ? inverseModulo(b, p) : 0
		);
		return (a, b) => (b % 2 === 1 ? (a * (inverses[b] ?? 0)) % p : (a - b + p) % p);
	}
});
