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
		judgedLoss: at('judgedLoss'),
		judgedAccuracy: at('judgedAccuracy'),
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
 * The markers of decisions.md as intervals between evaluated steps. If the task names a judged part
 * of its test examples, such as the non-mirrored pairs of a commutative task, its loss and accuracy
 * are judged; if it is empty or a run did not measure it apart, those of all test examples.
 * - memorized: first train accuracy at or above the threshold;
 * - memorization ends: minimum of excluded loss before cleanup. It is claimed once the run is
 *   memorized and there is evidence of a circuit: at least one key frequency and a restricted loss
 *   below chance. `claimAfter` in phase-state.ts says when a claim moves, and when it ends;
 * - cleanup begins: last time after memorized that test loss falls below `cleanupLossRatio` times
 *   chance, as long as it stays below or until grokked;
 * - grokked: first test accuracy at or above the threshold that holds for `holdEvaluations`
 *   evaluations;
 * - losses: after that, test accuracy below `lostAccuracy` for as many evaluations; regained by the
 *   rule of grokked.
 */
export const phaseMarkers = (series: PhaseSeries, rules: PhaseRules): PhaseMarkers =>
	markersOf(phasesOf(series, rules));

/** The interval of the smallest excluded loss, with or without evidence of a circuit. */
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
 * The end of memorization from values of all evaluations at once, e.g. settled ones: the interval
 * between the neighbours of the smallest excluded loss. Undefined while too few evaluations follow
 * it, and if there is no evidence of a circuit, neither in the end nor when cleanup began.
 * @param cleanup the interval in which cleanup begins, if it does
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
 * Whether settled values suffice to find the end of memorization. A run that was continued in
 * another worker has lost the weights of its early steps. If the settled values do not begin at
 * step 0, and their first value is the smallest, the minimum may lie earlier.
 */
export function coversMemorizationEnd({
	step,
	excludedLoss
}: Pick<PhaseSeries, 'step' | 'excludedLoss'>): boolean {
	const beginsLate = (step[0] ?? NaN) > 0;
	const values = Array.from(excludedLoss).filter((value) => !Number.isNaN(value));
	const first = excludedLoss[0] ?? NaN;
	return !(beginsLate && !Number.isNaN(first) && values.every((value) => value >= first));
}

/** Ids of the measures that the phase rules read; undefined if no probe measures it. */
export interface PhaseColumns {
	/** The excluded loss whose minimum ends memorization. */
	readonly excludedLoss: string | undefined;
	/** The loss of the key frequencies alone. */
	readonly restrictedLoss: string | undefined;
}

/** The values of an evaluation that the live rules read. */
export function phaseRow(
	step: number,
	columns: Readonly<Record<string, number>>,
	ids: PhaseColumns,
	judged: PhaseRules['judged']
): PhaseRow {
	return rowAt(
		phaseSeries([step], (id) => [columns[id] ?? NaN], ids, judged),
		0
	);
}

/**
 * The columns of all evaluations that the rules read. @param judged id of the group of test
 * examples that alone counts, if there is one
 */
export function phaseSeries(
	step: ArrayLike<number>,
	column: (id: string) => ArrayLike<number>,
	{ excludedLoss, restrictedLoss }: PhaseColumns,
	judged: PhaseRules['judged']
): PhaseSeries {
	const ofJudged = (measure: string) =>
		judged === undefined ? [] : column(`${judged}_${measure}`);
	const measured = (id: string | undefined) => (id === undefined ? [] : column(id));
	return {
		step,
		trainAccuracy: column('train_accuracy'),
		testLoss: column('test_loss'),
		testAccuracy: column('test_accuracy'),
		judgedLoss: ofJudged('loss'),
		judgedAccuracy: ofJudged('accuracy'),
		excludedLoss: measured(excludedLoss),
		restrictedLoss: measured(restrictedLoss)
	};
}

/** Whether a run has grokked and kept it. */
export type GrokkingOutcome = 'never' | 'stable' | 'lost' | 'regained';

/** The outcome after the evaluations so far; `never`: the run has not grokked yet. */
export function grokkingOutcome({ grokked, losses }: PhaseMarkers): GrokkingOutcome {
	if (grokked === undefined) return 'never';
	const latest = losses.at(-1);
	if (latest === undefined) return 'stable';
	return latest.regained === undefined ? 'lost' : 'regained';
}
