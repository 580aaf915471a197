import type { CosineTerm } from './cosine-fit.ts';
import { residueOf } from './cyclic-structure.ts';
import { unitCircle } from './unit-circle.ts';

/** The fitted cosines of the logits of one pair, and their sum. */
export interface LogitContributions {
	readonly terms: readonly {
		readonly frequency: number;
		/** alpha_k cos(w_k (s - c)) over the classes [order], logit units. */
		readonly curve: Float64Array;
	}[];
	/** Sum of all curves [order]. Every cosine is 1 at c = s. */
	readonly sum: Float64Array;
}

/**
 * The waves over the classes that the fitted logits (`logitFit`) of a pair with sum s consist of
 * (Nanda et al. 2023, section 4.2).
 * @param sum s = ca a + cb b mod order
 */
export function logitContributions(
	terms: readonly CosineTerm[],
	order: number,
	sum: number
): LogitContributions {
	const { cos } = unitCircle(order);
	const curves = terms.map(({ frequency, alpha }) => ({
		frequency,
		curve: Float64Array.from(
			{ length: order },
			(_, c) => alpha * (cos[residueOf(frequency * (sum - c), order)] ?? 0)
		)
	}));
	const total = new Float64Array(order);
	for (const { curve } of curves) {
		curve.forEach((value, c) => {
			total[c] = (total[c] ?? 0) + value;
		});
	}
	return { terms: curves, sum: total };
}
