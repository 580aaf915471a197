import { participation } from '../../../engine/core/participation.ts';

/** How many frequencies a network's logits are made of. */
export interface FrequencyUse {
	/** Participation of their squared coefficients. */
	readonly used: number;
	/** All there are. */
	readonly count: number;
	/** Nearly all take part. */
	readonly isAll: boolean;
}

/** Equal coefficients with a scatter of 30 % have a participation of 0.85 of their number. */
const ALL_FROM = 0.8;

/**
 * How many frequencies the cosine coefficients of the logits are spread over.
 * @param coefficients entry i of frequency i + 1; undefined where they are not measured
 * @returns undefined where there is nothing to tell it from
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
