/** How many frequencies a network's logits are made of. */
export interface FrequencyUse {
	/** Participation: n equal coefficients count as n, one beside which the others vanish as 1. */
	readonly used: number;
	/** All there are. */
	readonly count: number;
	/** Nearly all take part. */
	readonly isAll: boolean;
}

/** Equal coefficients with a scatter of 30 % have a participation of 0.85 of their number. */
const ALL_FROM = 0.8;

/**
 * Participation ratio (Σ c²)² / Σ c⁴ of the cosine coefficients c_k of the logits.
 * @param coefficients entry i of frequency i + 1; undefined where they are not measured
 * @returns undefined where there is nothing to tell it from
 */
export function frequencyUse(
	coefficients: ArrayLike<number> | undefined
): FrequencyUse | undefined {
	const squares = Array.from(coefficients ?? [], (value) => value * value);
	const sum = squares.reduce((total, value) => total + value, 0);
	const ofSquares = squares.reduce((total, value) => total + value * value, 0);
	const participation = (sum * sum) / ofSquares;
	if (!Number.isFinite(participation)) return undefined;
	const count = squares.length;
	return { used: Math.round(participation), count, isAll: participation >= ALL_FROM * count };
}
