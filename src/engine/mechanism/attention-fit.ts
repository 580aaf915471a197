import { frequencyCount } from '../core/fourier.ts';
import { residueOf, type CyclicStructure } from './cyclic-structure.ts';
import { unitCircle, waveGain } from './unit-circle.ts';

/**
 * pattern ~ intercept + alpha (cos w_k a' - cos w_k b') + beta (sin w_k a' - sin w_k b'), a' = ca a
 * and b' = cb b.
 */
export interface AttentionFit {
	readonly frequency: number;
	readonly intercept: number;
	readonly alpha: number;
	/** 0 for frequency n / 2, which has no sine. */
	readonly beta: number;
	/** R^2 of the fit with intercept. NaN for a constant pattern. */
	readonly explained: number;
}

/**
 * Sums of a grid [order, order] over each row (one a) and each column (one b), and its sum of
 * squared deviations from the mean.
 */
function marginals(pattern: ArrayLike<number>, order: number) {
	const [byA, byB] = [new Float64Array(order), new Float64Array(order)];
	for (let a = 0; a < order; a++) {
		for (let b = 0; b < order; b++) {
			const value = pattern[a * order + b] ?? 0;
			byA[a] = (byA[a] ?? 0) + value;
			byB[b] = (byB[b] ?? 0) + value;
		}
	}
	const mean = byA.reduce((sum, value) => sum + value, 0) / order ** 2;
	let variance = 0;
	for (let pair = 0; pair < order ** 2; pair++) variance += ((pattern[pair] ?? 0) - mean) ** 2;
	return { byA, byB, mean, variance };
}

/**
 * For every frequency, the sinusoid that fits the attention from "=" to a best [floor(order / 2)];
 * entry i is frequency i + 1 (Nanda et al. 2023, section 4.1 and appendix C.1; the paper fixes the
 * intercept at 0.5). Both regressors have mean 0, are orthogonal, and have squared norm 2 n^2 / g
 * over all pairs, so the sums over a and over b suffice.
 * @param pattern one head's attention to a, a-major [order^2]
 */
export function attentionFits(
	pattern: ArrayLike<number>,
	{ order, coefficients: [ca, cb] }: CyclicStructure
): readonly AttentionFit[] {
	const { byA, byB, mean, variance } = marginals(pattern, order);
	const circle = unitCircle(order);
	const dot = (sums: Float64Array, wave: Float64Array, turns: number) =>
		sums.reduce((sum, value, t) => sum + value * (wave[residueOf(turns * t, order)] ?? 0), 0);
	return Array.from({ length: frequencyCount(order) }, (_, i) => {
		const frequency = i + 1;
		const norm = (2 * order ** 2) / waveGain(order, frequency);
		const [turnsA, turnsB] = [frequency * ca, frequency * cb];
		const alpha = (dot(byA, circle.cos, turnsA) - dot(byB, circle.cos, turnsB)) / norm;
		const beta = (dot(byA, circle.sin, turnsA) - dot(byB, circle.sin, turnsB)) / norm;
		const explained = ((alpha ** 2 + beta ** 2) * norm) / variance;
		return { frequency, intercept: mean, alpha, beta, explained };
	});
}

/**
 * The fit with the largest R^2, the first of equal ones; undefined without frequencies (order 1).
 */
export function bestAttentionFit(fits: readonly AttentionFit[]): AttentionFit | undefined {
	return fits.reduce<AttentionFit | undefined>(
		(best, fit) => (best === undefined || fit.explained > best.explained ? fit : best),
		undefined
	);
}
