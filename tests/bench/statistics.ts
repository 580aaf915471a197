import { createRng } from '../../src/engine/core/rng.ts';

/**
 * Repeated measurements: their median and their extremes. Machines are noisy in one direction.
 */
export interface Summary {
	readonly median: number;
	readonly low: number;
	readonly high: number;
	readonly count: number;
}

function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	const upper = sorted[middle] ?? NaN;
	return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

export function summarize(values: readonly number[]): Summary {
	return {
		median: median(values),
		low: Math.min(...values),
		high: Math.max(...values),
		count: values.length
	};
}

/** Ratios a / b of measurements made beside each other: slow moments of the machine hit both. */
export function pairedRatio(a: readonly number[], b: readonly number[]): Summary {
	return summarize(a.map((value, i) => value / (b[i] ?? NaN)));
}

/** Relative distance of losses from others, the largest of all steps; NaN where one is missing. */
export function lossDifferenceOf(losses: readonly number[], reference: readonly number[]): number {
	const differences = reference.map((loss, i) => Math.abs((losses[i] ?? NaN) - loss) / loss);
	return differences.every(Number.isFinite) ? Math.max(...differences) : NaN;
}

/** A number computed from many measurements, and how far it could have come out elsewhere. */
export interface Estimate {
	readonly value: number;
	/** The 5 % and 95 % quantiles of its bootstrap distribution. */
	readonly low: number;
	readonly high: number;
}

const RESAMPLES = 2000;
const TAIL = 0.05;

/**
 * Bootstrap within groups: each resample draws as many turns of each group as it has, with
 * replacement, and computes the number again. Turns of a group must do the same work, so that only
 * noise is resampled.
 * @param groupOf what turns of the same group share, by turn
 * @param statistic computes the number from the turns named by their indices
 */
export function bootstrap(
	groupOf: readonly number[],
	statistic: (turns: readonly number[]) => number
): Estimate {
	const turns = groupOf.map((_, turn) => turn);
	const groups = groupOf.map((group) => turns.filter((turn) => groupOf[turn] === group));
	const rng = createRng(0, 'probe');
	const values = Array.from({ length: RESAMPLES }, () =>
		statistic(groups.map((group) => group[rng.nextBelow(group.length)] ?? NaN))
	).sort((a, b) => a - b);
	const quantile = (share: number) => values[Math.round(share * (RESAMPLES - 1))] ?? NaN;
	return { value: statistic(turns), low: quantile(TAIL), high: quantile(1 - TAIL) };
}
