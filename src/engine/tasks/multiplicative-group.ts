import { boolean } from '../core/param-schema.ts';
import type { PairTable, TaskStructure } from './define.ts';
import { isPrime, powersOfGenerator } from './prime-fields.ts';
import { modulusParam } from './shared-params.ts';

/** Params of the tasks on products modulo a prime. */
export const MULTIPLICATIVE_PARAMS = {
	p: modulusParam,
	with_zero: boolean({
		label: 'Include 0',
		help: 'On: 0 is an operand too, as in Power et al. 2022. Off: only the numbers from 1 to p − 1. For a prime p they form a cyclic group, so frequencies of the discrete logarithm can be measured.',
		default: false
	})
} as const;

interface MultiplicativeParams {
	readonly p: number;
	readonly with_zero: boolean;
}

/** An error message if the modulus is no prime, because then not every number has an inverse. */
export const refuseComposite = ({ p }: MultiplicativeParams): string | undefined =>
	p >= 3 && isPrime(p) ? undefined : `p: expected a prime from 3, got ${String(p)}`;

/** An error message if the modulus is too small: below 3, 1 is the only number but 0. */
export const refuseTiny = ({ p }: MultiplicativeParams): string | undefined =>
	p >= 3 ? undefined : `p: expected at least 3, got ${String(p)}`;

/** @param isZeroRight whether 0 may be the right operand where it is included */
export function multiplicativePairs(
	{ p, with_zero: hasZero }: MultiplicativeParams,
	isZeroRight: boolean,
	isCommutative: boolean
): PairTable {
	const [nonzero, all] = [
		{ first: 1, count: p - 1 },
		{ first: 0, count: p }
	];
	return {
		left: hasZero ? all : nonzero,
		right: hasZero && isZeroRight ? all : nonzero,
		isCommutative
	};
}

/**
 * Z_p* as the cyclic group of exponents. No structure if 0 is included or p is no prime: then some
 * products are 0, or some numbers have no inverse.
 */
export function multiplicativeStructure(
	params: MultiplicativeParams,
	coefficients: readonly [number, number]
): TaskStructure {
	if (params.with_zero || refuseComposite(params) !== undefined) return { kind: 'none' };
	const elements = powersOfGenerator(params.p);
	return { kind: 'cyclic', order: elements.length, coefficients, elements };
}
