import type { PhaseRules } from '../engine/core/phase-state.ts';
import {
	coversMemorizationEnd,
	excludedMinimum,
	memorizationEnd,
	phaseMarkers,
	phaseSeries
} from '../engine/core/phases.ts';
import type {
	MarkerInterval,
	MemorizationRule,
	PhaseMarkers,
	SettledMeasures
} from '../engine/core/telemetry.ts';
import { LIVE_PHASE_COLUMNS, SETTLED_PHASE_COLUMNS } from '../engine/probes/roles.ts';
import type { RecordedRun } from './codec/recorded-run.ts';

/**
 * Where memorization ends in a run, by one rule for worker, headless lab and recorded runs:
 * - If settled measures can say it, it is the minimum of the excluded loss of all final key
 *   frequencies (science.md 1.11), also if that is "not seen" and the live rule saw an end.
 * - They cannot say it if the final weights have no key frequency, if excluded loss is switched
 *   off, or if the early weights are missing and the minimum may lie there. Then the live end
 *   holds.
 * All other markers are those of the live evaluations, whose steps lie closer together than those
 * of kept weights.
 */

/** The markers of a replica, and the rule that found the end of its memorization. */
export interface ReplicaPhases {
	readonly markers: PhaseMarkers;
	readonly memorization: MemorizationRule;
}

/**
 * Whether settled measures replace the live ones that need key frequencies. Without a key frequency
 * in the final weights, such measures are defined at no step.
 */
export const hasFinalKeys = ({ keyFrequencies }: Pick<SettledMeasures, 'keyFrequencies'>) =>
	keyFrequencies.length > 0;

/** Whether settled measures can say where memorization ends. */
function decidesEnd(settled: SettledMeasures): boolean {
	const excludedLoss = settled.columns[SETTLED_PHASE_COLUMNS.excludedLoss ?? ''];
	return (
		hasFinalKeys(settled) &&
		excludedLoss !== undefined &&
		coversMemorizationEnd({ step: settled.step, excludedLoss })
	);
}

/**
 * The end of memorization by settled measures alone: undefined if they cannot say it, and if it is
 * not seen in them. Memorization and cleanup, which the rule needs too, are those of the same
 * series, so that a run of which only the settled measures are read has the same end.
 */
export function settledMemorizationEnd(
	settled: SettledMeasures,
	rules: PhaseRules
): MarkerInterval | undefined {
	if (!decidesEnd(settled)) return undefined;
	const { step, columns } = settled;
	const series = phaseSeries(step, (id) => columns[id] ?? [], SETTLED_PHASE_COLUMNS, rules.judged);
	const { memorized, cleanupBegins } = phaseMarkers(series, rules);
	return memorized && memorizationEnd(series, rules, cleanupBegins);
}

/**
 * The phases of a replica.
 * @param live markers by its live evaluations
 * @param settled undefined before the run has ended
 */
export function replicaPhases(
	live: PhaseMarkers,
	settled: SettledMeasures | undefined,
	rules: PhaseRules
): ReplicaPhases {
	const isSettled = settled !== undefined && decidesEnd(settled);
	const memorizationEnds = isSettled
		? settledMemorizationEnd(settled, rules)
		: live.memorizationEnds;
	return {
		markers: { ...live, memorizationEnds },
		memorization: { isSettled, live: live.memorizationEnds }
	};
}

/**
 * The rule by which a recorded run's end of memorization was found. Its file has no live end: this
 * is the minimum of the live rule's measure at the steps of its weights until cleanup begins, if
 * the run shows a circuit.
 */
export function recordedMemorization({
	card: { transitions },
	settled
}: Pick<RecordedRun, 'card' | 'settled'>): MemorizationRule {
	const { memorizationEnds, cleanupBegins } = transitions;
	if (!decidesEnd(settled)) return { isSettled: false, live: memorizationEnds };
	const excludedLoss = settled.columns[LIVE_PHASE_COLUMNS.excludedLoss ?? ''];
	const isSeen = memorizationEnds !== undefined && excludedLoss !== undefined;
	// Later values only show that no smaller one followed before cleanup.
	const isBefore = (i: number) => (settled.step[i] ?? 0) <= (cleanupBegins?.by ?? Infinity);
	const live = isSeen
		? excludedMinimum({
				step: settled.step,
				excludedLoss: excludedLoss.map((value, i) => (isBefore(i) ? value : Infinity))
			})
		: undefined;
	return { isSettled: true, live };
}
