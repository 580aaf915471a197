import type { MarkerInterval, PhaseMarkers, PhaseThresholds } from './telemetry.ts';

/** What the phase rules look at: one entry per evaluated step, ascending. */
export interface PhaseSeries {
	readonly step: ArrayLike<number>;
	readonly trainAccuracy: ArrayLike<number>;
	readonly testLoss: ArrayLike<number>;
	readonly testAccuracy: ArrayLike<number>;
	/** Test accuracy on pairs whose mirror is not in train; NaN where there are none. */
	readonly nonMirroredAccuracy: ArrayLike<number>;
	/**
	 * What the end of memorization is the minimum of: excluded loss when key frequencies are final, until then the largest
	 * single-frequency one. NaN, or empty, where it is not measured.
	 */
	readonly excludedLoss: ArrayLike<number>;
}

/** A minimum so far counts when so many evaluations after it have not gone below. */
const MINIMUM_PATIENCE = 3;

/** Index of the smallest number, the first of equals; undefined where all are NaN. */
function smallestIndex(values: ArrayLike<number>, count: number): number | undefined {
	let best: number | undefined;
	for (let i = 0; i < count; i++) {
		const value = values[i] ?? NaN;
		if (Number.isNaN(value)) continue;
		if (best === undefined || value < (values[best] ?? NaN)) best = i;
	}
	return best;
}

/**
 * Where memorization ends: around the minimum of excluded loss, between the neighbours of the smallest evaluation.
 * Undefined while too few evaluations have come after it.
 */
export function memorizationEnd({
	step,
	excludedLoss
}: Pick<PhaseSeries, 'step' | 'excludedLoss'>): MarkerInterval | undefined {
	const smallest = smallestIndex(excludedLoss, step.length);
	if (smallest === undefined || smallest + MINIMUM_PATIENCE >= step.length) return undefined;
	return { after: step[smallest - 1] ?? step[smallest] ?? 0, by: step[smallest + 1] ?? 0 };
}

/**
 * Whether settled values can tell where memorization ends. Weights of early steps are gone when a run went on in another
 * worker: where the smallest of values that begin later than the run's evaluations is their first, the minimum was before.
 */
export function tellsMemorizationEnd(
	{ step, excludedLoss }: Pick<PhaseSeries, 'step' | 'excludedLoss'>,
	firstEvaluated: number
): boolean {
	const beginsLate = (step[0] ?? NaN) > firstEvaluated;
	return !(beginsLate && smallestIndex(excludedLoss, step.length) === 0);
}

const interval = (step: ArrayLike<number>, i: number): MarkerInterval => ({
	after: step[i - 1] ?? step[i] ?? 0,
	by: step[i] ?? 0
});

function firstIndex(count: number, holds: (i: number) => boolean): number | undefined {
	for (let i = 0; i < count; i++) if (holds(i)) return i;
	return undefined;
}

/**
 * The moments of decisions.md, on the test split, as intervals between evaluated steps.
 * - memorized: first train accuracy at or above the threshold;
 * - memorization ends: minimum of excluded loss, claimed once the run is memorized;
 * - cleanup begins: last downward crossing of test loss below `cleanupLossRatio` x chance after memorized;
 * - grokked: first test accuracy at or above the threshold that holds for `holdEvaluations` evaluations, on the
 *   non-mirrored test pairs too where the task is commutative.
 * @param chanceLevel loss of a predictor that knows nothing
 */
export function phaseMarkers(
	series: PhaseSeries,
	thresholds: PhaseThresholds,
	chanceLevel: number,
	isCommutative: boolean
): PhaseMarkers {
	const { step, trainAccuracy, testLoss, testAccuracy, nonMirroredAccuracy } = series;
	const count = step.length;
	const memorized = firstIndex(
		count,
		(i) => (trainAccuracy[i] ?? 0) >= thresholds.memorizedAccuracy
	);
	const level = thresholds.cleanupLossRatio * chanceLevel;
	let cleanup: number | undefined;
	for (let i = (memorized ?? count) + 1; i < count; i++) {
		if ((testLoss[i - 1] ?? NaN) >= level && (testLoss[i] ?? NaN) < level) cleanup = i;
	}
	const isGrokked = (i: number) => {
		if (!((testAccuracy[i] ?? NaN) >= thresholds.grokkedAccuracy)) return false;
		const nonMirrored = nonMirroredAccuracy[i] ?? NaN;
		return !isCommutative || Number.isNaN(nonMirrored) || nonMirrored >= thresholds.grokkedAccuracy;
	};
	const hold = Math.max(1, thresholds.holdEvaluations);
	let run = 0;
	const held = firstIndex(count, (i) => {
		run = isGrokked(i) ? run + 1 : 0;
		return run === hold;
	});
	return {
		memorized: memorized === undefined ? undefined : interval(step, memorized),
		memorizationEnds: memorized === undefined ? undefined : memorizationEnd(series),
		cleanupBegins: cleanup === undefined ? undefined : interval(step, cleanup),
		grokked: held === undefined ? undefined : interval(step, held - hold + 1)
	};
}
