import { exponentialError, FLOAT32_ULP } from '../op-case.ts';

/**
 * log1p of the shader: a division, a series of 7 terms and two products, on top of its argument's
 * error.
 */
const LOG1P_ULPS = 12;

/**
 * Division may err by 2.5 ULP; the denominator 1 + rest, a product and the store round once each.
 */
const QUOTIENT_ULPS = 6;

/** Float32 errors of one row's cross-entropy and of its gradient, the mean over `rows` rows. */
export function crossEntropyError(logits: readonly number[], target: number, rows: number) {
	const peak = Math.max(...logits);
	const targetLogit = logits[target] ?? NaN;
	const excluded = targetLogit === peak ? target : logits.indexOf(peak);
	const e = logits.map((z) => Math.exp(z - peak));
	// Rounding the difference x by 2^-23 |x| changes exp(x) by as much, relatively.
	const error = logits.map((z, j) =>
		j === excluded ? 0 : exponentialError(z - peak, Math.abs(z - peak))
	);
	const others = (skip: number, of: (j: number) => number) =>
		logits.reduce((sum, _, j) => (j === skip ? sum : sum + of(j)), 0);
	const rest = others(excluded, (j) => e[j] ?? 0);
	const summing = logits.length * FLOAT32_ULP;
	const restError = others(excluded, (j) => (error[j] ?? 0) * (e[j] ?? 0)) + summing * rest;
	const quotient = QUOTIENT_ULPS * FLOAT32_ULP + restError / (1 + rest);
	const probability = (j: number) => (e[j] ?? 0) / (1 + rest);
	const gradient = logits.map((_, j) => (((error[j] ?? 0) + quotient) * probability(j)) / rows);
	gradient[target] =
		others(target, (j) => ((error[j] ?? 0) + quotient + summing) * probability(j)) / rows;
	// d log1p(rest) = d rest / (1 + rest); the difference and the sum with it round once each.
	const loss =
		restError / (1 + rest) +
		LOG1P_ULPS * FLOAT32_ULP * Math.log1p(rest) +
		2 * FLOAT32_ULP * (peak - targetLogit + Math.log1p(rest));
	return { loss, gradient };
}
