import {
	MULTIPLICATIVE_PARAMS,
	multiplicativePairs,
	multiplicativeStructure,
	refuseComposite
} from './multiplicative-group.ts';
import { definePairTask } from './pair-task.ts';
import { inverseModulo } from './prime-fields.ts';

/**
 * Quotients modulo a prime, b never 0. On the numbers from 1 to p - 1 they are differences of
 * discrete logarithms.
 */
export const modularDivision = definePairTask({
	id: 'modular-division',
	place: 3,
	label: 'a / b mod p',
	cite: 'Power et al. 2022',
	params: MULTIPLICATIVE_PARAMS,
	refuse: refuseComposite,
	classes: ({ p }) => p,
	pairs: (params) => multiplicativePairs(params, false, false),
	structure: (params) => multiplicativeStructure(params, [1, -1]),
	answers({ p }) {
		const inverses = Uint32Array.from({ length: p }, (_, b) => (b === 0 ? 0 : inverseModulo(b, p)));
		return (a, b) => (a * (inverses[b] ?? 0)) % p;
	}
});
