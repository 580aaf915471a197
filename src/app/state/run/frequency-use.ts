import { participation } from '../../../engine/core/participation.ts';

/** How many frequencies the logits of a network use. */
export interface FrequencyUse {
	/** Participation of their squared coefficients. */
	readonly used: number;
	/** Number of all frequencies. */
	readonly count: number;
	/** Nearly all frequencies are used. */
	readonly isAll: boolean;
}

/**
 * Coefficients that scatter by 30 % around a common value have a participation of 0.85 of their
 * number.
 */
const ALL_FROM = 0.8;

/**
 * How many frequencies the cosine coefficients of the logits are spread over.
 * @param coefficients entry i for frequency i + 1; undefined if not measured
 * @returns undefined without coefficients or with zeros only
 */
export function frequencyUse(
	coefficients: ArrayLike<number> | undefined
): FrequencyUse | undefined {
	const squares = Array.from(coefficients ?? [], (value) => value * value);
	const spread = participation(squares);
	if (!Number.isFinite(spread)) return undefined;
	const count = squares.length;
	return { used: Math.round(spread), count, isAll: spread >= ALL_FROM * count };
}
