import { frequencyCount } from '../core/fourier.ts';
import { centredEnergy } from './class-means.ts';
import { unitCircle, waveGain } from './unit-circle.ts';

/**
 * <cos(w_k (s - c)), L> over all pairs and classes, for every frequency [floor(order / 2)]. T is
 * first summed along s - c = d, then one transform of length n (science.md 1.8).
 */
function innerProducts(table: ArrayLike<number>, order: number): Float64Array {
	const byDifference = new Float64Array(order);
	for (let s = 0; s < order; s++) {
		for (let c = 0; c < order; c++) {
			const d = (s - c + order) % order;
			byDifference[d] = (byDifference[d] ?? 0) + (table[s * order + c] ?? 0);
		}
	}
	const { cos } = unitCircle(order);
	return Float64Array.from({ length: frequencyCount(order) }, (_, i) => {
		const dot = byDifference.reduce(
			(sum, value, d) => sum + value * (cos[((i + 1) * d) % order] ?? 0),
			0
		);
		return order * dot;
	});
}

/** Squared norm of cos(w_k (s - c)) over all pairs and classes: n^3 / 2, and n^3 for k = n / 2. */
const squaredNorm = (order: number, k: number) => order ** 3 / waveGain(order, k);

/** Entry i is for frequency i + 1. */
export interface CosineCoefficients {
	/** <cos(w_k (s - c)) / norm, L>, logit units times sqrt(order^3). */
	readonly coefficients: Float64Array;
	/** The coefficient divided by the norm of L: a cosine similarity. NaN if L is 0. */
	readonly similarities: Float64Array;
}

/**
 * The component of the logits along each wave of a + b - c (Nanda et al. 2023, figure 14 and
 * released code). L is not centred.
 * @param table T [order, order]: mean logit per sum and class
 * @param squares per class, sum over all pairs of L^2
 */
export function cosineCoefficients(
	table: ArrayLike<number>,
	squares: ArrayLike<number>,
	order: number
): CosineCoefficients {
	const coefficients = innerProducts(table, order).map(
		(dot, i) => dot / Math.sqrt(squaredNorm(order, i + 1))
	);
	let energy = 0;
	for (let c = 0; c < order; c++) energy += squares[c] ?? 0;
	return { coefficients, similarities: coefficients.map((value) => value / Math.sqrt(energy)) };
}

/** One term alpha cos(w_k (s - c)) of the logits. */
export interface CosineTerm {
	readonly frequency: number;
	/** Logit units. */
	readonly alpha: number;
}

export interface LogitFit {
	readonly terms: readonly CosineTerm[];
	/** R^2 over all pairs and classes after removing per-class means. NaN for constant logits. */
	readonly explained: number;
}

/**
 * Least squares of the class-centred logits on cos(w_k (s - c)), k in K (Nanda et al. 2023, section
 * 4.2 and table 1). The regressors are orthogonal to each other and to every per-class mean, so
 * each alpha comes from one inner product.
 * @param table T [order, order]: mean logit per sum and class
 * @param squares per class, sum over all pairs of L^2
 */
export function logitFit(
	table: ArrayLike<number>,
	squares: ArrayLike<number>,
	order: number,
	frequencies: readonly number[]
): LogitFit {
	const dots = innerProducts(table, order);
	const terms = frequencies.map((frequency) => ({
		frequency,
		alpha: (dots[frequency - 1] ?? 0) / squaredNorm(order, frequency)
	}));
	const inside = terms.reduce(
		(sum, { frequency, alpha }) => sum + alpha ** 2 * squaredNorm(order, frequency),
		0
	);
	return { terms, explained: inside / centredEnergy(table, squares, order) };
}
