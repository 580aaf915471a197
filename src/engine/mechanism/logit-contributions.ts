import type { CosineTerm } from './cosine-fit.ts';
import { residueOf } from './cyclic-structure.ts';
import { unitCircle } from './unit-circle.ts';

/** How the cosines add up to an answer. */
export interface LogitContributions {
	readonly terms: readonly {
		readonly frequency: number;
		/** alpha_k cos(w_k (s - c)) over the classes [order], logit units. */
		readonly curve: Float64Array;
	}[];
	/** All of them together [order]: largest at c = s, where every cosine is 1. */
	readonly sum: Float64Array;
}

/**
 * The waves that a fit of the logits (`logitFit`) says a pair of sum s gives its classes (Nanda et
 * al. 2023, section 4.2).
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
