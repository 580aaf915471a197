import { exp } from '../core/portable-math.ts';

export interface RankedAnswer {
	readonly answer: number;
	readonly logit: number;
	/** Softmax over all classes in the row. */
	readonly probability: number;
}

/**
 * The `count` largest logits of one row with their probabilities, largest first; of equal logits
 * the smaller answer first.
 */
export function topAnswers(logits: ArrayLike<number>, count: number): readonly RankedAnswer[] {
	const ranked = Array.from(logits, (logit, answer) => ({ answer, logit })).sort(
		(x, y) => y.logit - x.logit || x.answer - y.answer
	);
	const peak = ranked[0]?.logit ?? 0;
	const total = ranked.reduce((sum, { logit }) => sum + exp(logit - peak), 0);
	return ranked
		.slice(0, count)
		.map((entry) => ({ ...entry, probability: exp(entry.logit - peak) / total }));
}
