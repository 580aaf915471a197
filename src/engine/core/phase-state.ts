import type {
	ClaimedEnd,
	JudgedLoss,
	MarkerInterval,
	PhaseMarkers,
	PhaseState,
	PhaseThresholds,
	PhaseStreak,
	SmallestSoFar
} from './telemetry.ts';

/**
 * The values of one evaluation that the phase rules read. NaN: not measured, or there are no such
 * examples.
 */
export interface PhaseRow {
	readonly step: number;
	readonly trainAccuracy: number;
	/** Over all test examples. */
	readonly testLoss: number;
	readonly testAccuracy: number;
	/** Over the judged part of the test; NaN where it has none. */
	readonly judgedLoss: number;
	readonly judgedAccuracy: number;
	/**
	 * Once key frequencies are final, the excluded loss; before that, the largest single-frequency
	 * excluded loss.
	 */
	readonly excludedLoss: number;
	/**
	 * Restricted loss: loss with the key frequencies alone, over the answers without “=”. NaN if
	 * there is no key frequency.
	 */
	readonly restrictedLoss: number;
}

/** Thresholds and facts about the task by which the phases of a run are judged. */
export interface PhaseRules {
	readonly thresholds: PhaseThresholds;
	/** Loss of a predictor that treats all outputs alike ... */
	readonly chanceLevel: number;
	/** ... and all answers alike, which leaves out “=”. */
	readonly answersChanceLevel: number;
	/** Id of the group of test examples that alone counts; undefined where all of them do. */
	readonly judged: string | undefined;
}

/**
 * A smallest value so far counts as a minimum after this many later evaluations without a smaller
 * one.
 */
const MINIMUM_PATIENCE = 3;
/** A claimed end of memorization is withdrawn after this many evaluations without evidence. */
export const MOST_DOUBT = 12;
/**
 * Only the latest losses of grokking are kept, because every telemetry frame carries the markers.
 */
const MOST_LOSSES = 100;

const NO_STREAK: PhaseStreak = Object.freeze({ length: 0, from: undefined });
const NO_CLAIM: ClaimedEnd = Object.freeze({ end: undefined, doubt: 0 });

/** The state before the first evaluation. */
export const NO_PHASES: PhaseState = Object.freeze({
	step: undefined,
	memorized: undefined,
	loss: Object.freeze({ value: NaN, isOfPart: false }),
	cleanup: undefined,
	grokked: undefined,
	losses: Object.freeze([]),
	lossCount: 0,
	right: NO_STREAK,
	below: NO_STREAK,
	minimum: undefined,
	evidence: Object.freeze({ holds: false, against: 0 }),
	hadEvidenceAtCleanup: false,
	claim: NO_CLAIM
});

const intervalTo = ({ step: previous }: PhaseState, { step }: PhaseRow): MarkerInterval => ({
	after: previous ?? step,
	by: step
});

const isLost = ({ losses }: PhaseState): boolean => {
	const latest = losses.at(-1);
	return latest !== undefined && latest.regained === undefined;
};

/** For how many evaluations in a row a condition must hold before it counts. */
const holdOf = ({ thresholds }: PhaseRules): number => Math.max(1, thresholds.holdEvaluations);

/**
 * Evidence that a circuit forms: there is a key frequency (else restricted loss is NaN) and
 * restricted loss is below chance. The evidence changes only after `holdEvaluations` evaluations in
 * a row contradict it, because key frequencies fluctuate between evaluations.
 */
export function evidenceAfter(
	{ evidence: { holds, against } }: Pick<PhaseState, 'evidence'>,
	restrictedLoss: number,
	rules: PhaseRules
): PhaseState['evidence'] {
	const isSeen = restrictedLoss < rules.answersChanceLevel;
	if (isSeen === holds) return { holds, against: 0 };
	return against + 1 >= holdOf(rules)
		? { holds: isSeen, against: 0 }
		: { holds, against: against + 1 };
}

export function minimumAfter(
	{ minimum, step: previous }: Pick<PhaseState, 'minimum' | 'step'>,
	{ step, excludedLoss: value }: Pick<PhaseRow, 'step' | 'excludedLoss'>
): SmallestSoFar | undefined {
	if (value < (minimum?.value ?? Infinity)) {
		return { value, after: previous ?? step, by: undefined, since: 0 };
	}
	return minimum && { ...minimum, by: minimum.by ?? step, since: minimum.since + 1 };
}

/** The interval of a minimum; undefined until enough evaluations have followed it. */
export const endOf = (minimum: SmallestSoFar | undefined): MarkerInterval | undefined =>
	minimum?.by === undefined || minimum.since < MINIMUM_PATIENCE
		? undefined
		: { after: minimum.after, by: minimum.by };

/** Test loss on the judged part, or on all test examples where it is not measured, or empty. */
function judgedLoss({ judgedLoss, testLoss }: PhaseRow): JudgedLoss {
	const isOfPart = !Number.isNaN(judgedLoss);
	return { value: isOfPart ? judgedLoss : testLoss, isOfPart };
}

const judgedAccuracy = ({ judgedAccuracy, testAccuracy }: PhaseRow): number =>
	Number.isNaN(judgedAccuracy) ? testAccuracy : judgedAccuracy;

/**
 * The last time after memorization that test loss fell below the threshold and has stayed below;
 * fixed once the run has grokked.
 */
function cleanupAfter(
	state: PhaseState,
	row: PhaseRow,
	loss: JudgedLoss,
	{ thresholds, chanceLevel }: PhaseRules
): MarkerInterval | undefined {
	const { cleanup, memorized, grokked, loss: before } = state;
	// A loss on other examples than that of the previous evaluation is no crossing of the
	// threshold.
	const isComparable = before.isOfPart === loss.isOfPart;
	if (memorized === undefined || grokked !== undefined || !isComparable) return cleanup;
	const level = thresholds.cleanupLossRatio * chanceLevel;
	if (before.value >= level && loss.value < level) return intervalTo(state, row);
	return loss.value >= level ? undefined : cleanup;
}

function streakAfter(
	{ length, from }: PhaseStreak,
	holds: boolean,
	here: MarkerInterval
): PhaseStreak {
	return holds ? { length: length + 1, from: from ?? here } : NO_STREAK;
}

type Grokking = Pick<PhaseState, 'grokked' | 'losses' | 'lossCount' | 'right' | 'below'>;

/**
 * Whether the run has grokked, lost it or regained it. Each change counts once it has held for
 * `holdEvaluations` evaluations.
 */
function grokkingAfter(state: PhaseState, row: PhaseRow, rules: PhaseRules): Grokking {
	const { grokkedAccuracy, lostAccuracy } = rules.thresholds;
	const accuracy = judgedAccuracy(row);
	const here = intervalTo(state, row);
	const right = streakAfter(state.right, accuracy >= grokkedAccuracy, here);
	const isBelow = accuracy < Math.min(lostAccuracy, grokkedAccuracy);
	const below = streakAfter(state.below, isBelow, here);
	const { grokked, losses, lossCount } = state;
	const hold = holdOf(rules);
	const same = { grokked, losses, lossCount, right, below };
	if (grokked === undefined) return right.length < hold ? same : { ...same, grokked: right.from };
	const latest = losses.at(-1);
	if (latest !== undefined && isLost(state)) {
		if (right.length < hold) return same;
		return { ...same, losses: losses.with(-1, { ...latest, regained: right.from }) };
	}
	if (below.from === undefined || below.length < hold) return same;
	const loss = { lost: below.from, regained: undefined };
	return { ...same, losses: [...losses, loss].slice(-MOST_LOSSES), lossCount: lossCount + 1 };
}

/**
 * The end of memorization as far as a run that trains can show it. It is claimed once the run is
 * memorized, there is evidence of a circuit, and the minimum has lasted for 3 evaluations.
 *
 * A claim stays, because readers cannot use an interval that comes and goes:
 * - Until cleanup begins it moves to a smaller minimum once that has lasted, too. While the measure
 *   falls to it, the earlier claim holds.
 * - When cleanup begins it is fixed. In small networks the largest single-frequency excluded loss
 *   falls again during cleanup, below its first minimum, although memorization ended long before:
 *   in 16 of 16 runs of the two quick transformers the settled end lies before cleanup.
 * - It is withdrawn after `MOST_DOUBT` evaluations in a row without evidence. A run that had
 *   evidence when its cleanup began keeps it.
 */
function claimAfter(
	{ claim: { end, doubt } }: PhaseState,
	{
		memorized,
		cleanup,
		minimum,
		hasCircuit
	}: Pick<PhaseState, 'memorized' | 'cleanup' | 'minimum'> & { readonly hasCircuit: boolean }
): ClaimedEnd {
	if (!hasCircuit) {
		const isWithdrawn = end === undefined || doubt + 1 >= MOST_DOUBT;
		return isWithdrawn ? NO_CLAIM : { end, doubt: doubt + 1 };
	}
	const isFixed = end !== undefined && cleanup !== undefined;
	if (memorized === undefined || isFixed) return { end, doubt: 0 };
	return { end: endOf(minimum) ?? end, doubt: 0 };
}

/** The state after one more evaluation, whose step must be larger than all previous ones. */
export function nextPhases(state: PhaseState, row: PhaseRow, rules: PhaseRules): PhaseState {
	const isMemorized = row.trainAccuracy >= rules.thresholds.memorizedAccuracy;
	const loss = judgedLoss(row);
	const cleanup = cleanupAfter(state, row, loss, rules);
	const evidence = evidenceAfter(state, row.restrictedLoss, rules);
	const isNewCleanup = cleanup !== undefined && cleanup !== state.cleanup;
	const hadEvidenceAtCleanup = isNewCleanup ? evidence.holds : state.hadEvidenceAtCleanup;
	const memorized = state.memorized ?? (isMemorized ? intervalTo(state, row) : undefined);
	const minimum = minimumAfter(state, row);
	const hasCircuit = evidence.holds || (cleanup !== undefined && hadEvidenceAtCleanup);
	return {
		...grokkingAfter(state, row, rules),
		step: row.step,
		memorized,
		loss,
		cleanup,
		minimum,
		evidence,
		hadEvidenceAtCleanup,
		claim: claimAfter(state, { memorized, cleanup, minimum, hasCircuit })
	};
}

/** The markers after the evaluations so far. */
export function markersOf(state: PhaseState): PhaseMarkers {
	const { memorized, cleanup, grokked, losses, lossCount, below, claim } = state;
	return {
		memorized,
		memorizationEnds: claim.end,
		cleanupBegins: cleanup,
		grokked,
		losses,
		lossCount,
		belowCount: grokked === undefined || isLost(state) ? 0 : below.length
	};
}
