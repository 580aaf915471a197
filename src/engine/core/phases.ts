import {
	endOf,
	evidenceAfter,
	markersOf,
	minimumAfter,
	nextPhases,
	NO_PHASES,
	type PhaseRow,
	type PhaseRules
} from './phase-state.ts';
import type { MarkerInterval, PhaseMarkers, PhaseState } from './telemetry.ts';

/** One entry per evaluated step, ascending; a column may be empty. */
export type PhaseSeries = Readonly<Record<keyof PhaseRow, ArrayLike<number>>>;

const rowAt = (series: PhaseSeries, i: number): PhaseRow => {
	const at = (key: keyof PhaseRow) => series[key][i] ?? NaN;
	return {
		step: at('step'),
		trainAccuracy: at('trainAccuracy'),
		testLoss: at('testLoss'),
		testAccuracy: at('testAccuracy'),
		nonMirroredLoss: at('nonMirroredLoss'),
		nonMirroredAccuracy: at('nonMirroredAccuracy'),
		excludedLoss: at('excludedLoss'),
		restrictedLoss: at('restrictedLoss')
	};
};

/** The state after all evaluations of a series. */
export function phasesOf(series: PhaseSeries, rules: PhaseRules): PhaseState {
	let state = NO_PHASES;
	for (let i = 0; i < series.step.length; i++) state = nextPhases(state, rowAt(series, i), rules);
	return state;
}

/**
 * The moments of decisions.md as intervals between evaluated steps. Where a task is commutative the test split is its
 * non-mirrored pairs; all test pairs where a run did not measure these apart, or has none.
 * - memorized: first train accuracy at or above the threshold;
 * - memorization ends: minimum of excluded loss, claimed once the run is memorized and a circuit is seen: at least one key
 *   frequency and a restricted loss below chance, now or when cleanup began;
 * - cleanup begins: last downward crossing of test loss below `cleanupLossRatio` x chance after memorized, as long as it
 *   stays below, or until grokked;
 * - grokked: first test accuracy at or above the threshold that holds for `holdEvaluations` evaluations;
 * - losses: after that, test accuracy below `lostAccuracy` for as many evaluations; regained by the rule of grokked.
 */
export const phaseMarkers = (series: PhaseSeries, rules: PhaseRules): PhaseMarkers =>
	markersOf(phasesOf(series, rules));

/** Where the excluded loss is smallest, whether a circuit is seen or not. */
export function excludedMinimum({
	step,
	excludedLoss
}: Pick<PhaseSeries, 'step' | 'excludedLoss'>): MarkerInterval | undefined {
	let state: Pick<PhaseState, 'step' | 'minimum'> = NO_PHASES;
	for (let i = 0; i < step.length; i++) {
		const row = { step: step[i] ?? NaN, excludedLoss: excludedLoss[i] ?? NaN };
		state = { step: row.step, minimum: minimumAfter(state, row) };
	}
	return endOf(state.minimum);
}

/**
 * Where memorization ends by values of all evaluations at once, settled ones for instance: around
 * the minimum of excluded loss, between the neighbours of the smallest evaluation. Undefined while
 * too few evaluations have come after it, and where no circuit is seen, at the end or when cleanup
 * began.
 * @param cleanup where the run has one
 */
export function memorizationEnd(
	series: Pick<PhaseSeries, 'step' | 'excludedLoss' | 'restrictedLoss'>,
	rules: PhaseRules,
	cleanup: MarkerInterval | undefined
): MarkerInterval | undefined {
	const { step, restrictedLoss } = series;
	let state: Pick<PhaseState, 'evidence'> = NO_PHASES;
	let hadEvidence = false;
	for (let i = 0; i < step.length; i++) {
		state = { evidence: evidenceAfter(state, restrictedLoss[i] ?? NaN, rules) };
		const isBefore = cleanup !== undefined && (step[i] ?? NaN) <= cleanup.by;
		if (isBefore) hadEvidence = state.evidence.holds;
	}
	return state.evidence.holds || hadEvidence ? excludedMinimum(series) : undefined;
}

/**
 * Whether settled values can tell where memorization ends. Weights of early steps are gone when a
 * run went on in another worker: where the smallest of values that begin later than the run's
 * evaluations is their first, the minimum was before.
 */
export function tellsMemorizationEnd(
	{ step, excludedLoss }: Pick<PhaseSeries, 'step' | 'excludedLoss'>,
	firstEvaluated: number
): boolean {
	const beginsLate = (step[0] ?? NaN) > firstEvaluated;
	const values = Array.from(excludedLoss).filter((value) => !Number.isNaN(value));
	const first = excludedLoss[0] ?? NaN;
	return !(beginsLate && !Number.isNaN(first) && values.every((value) => value >= first));
}

/** Ids of the measures that the rules look at; undefined for what no probe measures. */
export interface PhaseColumns {
	/** The excluded loss whose minimum ends memorization. */
	readonly excludedLoss: string | undefined;
	/** The loss of the key frequencies alone. */
	readonly restrictedLoss: string | undefined;
}

/** What the live rules look at in an evaluation. */
export function phaseRow(
	step: number,
	columns: Readonly<Record<string, number>>,
	ids: PhaseColumns
): PhaseRow {
	return rowAt(
		phaseSeries([step], (id) => [columns[id] ?? NaN], ids),
		0
	);
}

/** Which columns of an evaluation the rules look at. */
export function phaseSeries(
	step: ArrayLike<number>,
	column: (id: string) => ArrayLike<number>,
	{ excludedLoss, restrictedLoss }: PhaseColumns
): PhaseSeries {
	const measured = (id: string | undefined) => (id === undefined ? [] : column(id));
	return {
		step,
		trainAccuracy: column('train_accuracy'),
		testLoss: column('test_loss'),
		testAccuracy: column('test_accuracy'),
		nonMirroredLoss: column('non_mirrored_loss'),
		nonMirroredAccuracy: column('non_mirrored_accuracy'),
		excludedLoss: measured(excludedLoss),
		restrictedLoss: measured(restrictedLoss)
	};
}

/** How a run stands with grokking. */
export type GrokkingOutcome = 'never' | 'stable' | 'lost' | 'regained';

/** By the evaluations so far; `never`: not until now. */
export function grokkingOutcome({ grokked, losses }: PhaseMarkers): GrokkingOutcome {
	if (grokked === undefined) return 'never';
	const latest = losses.at(-1);
	if (latest === undefined) return 'stable';
	return latest.regained === undefined ? 'lost' : 'regained';
}
