import { markersOf, nextPhases, NO_PHASES, type PhaseRules } from '../engine/core/phase-state.ts';
import { phaseRow, phasesOf, type PhaseSeries } from '../engine/core/phases.ts';
import { LIVE_PHASE_COLUMNS } from '../engine/probes/roles.ts';
import type { PhaseMarkers, PhaseState } from '../engine/core/telemetry.ts';
import type { EvaluationRow } from '../engine/trainer/evaluation/evaluation-row.ts';

/** What phases need of an evaluation. */
type PhaseEvaluation = Pick<EvaluationRow, 'step' | 'columns'>;

/** An evaluation of one replica, out of a file. */
export interface FiledEvaluation {
	readonly replica: number;
	readonly row: PhaseEvaluation;
}

/**
 * The phases of every replica. Each evaluation is judged when it comes, before any is thinned, so
 * that markers are those of all evaluations.
 */
export class RunPhases {
	#rules: PhaseRules;
	readonly #states: PhaseState[];
	/** Without the last evaluation of each replica. */
	readonly #before: PhaseState[];
	/**
	 * Before the step of the latest checkpoint: a run that goes back to it repeats the evaluation
	 * of that step.
	 */
	#kept: { readonly step: number; readonly states: readonly PhaseState[] } | undefined;

	constructor(replicas: number, rules: PhaseRules) {
		this.#rules = rules;
		this.#states = Array.from({ length: replicas }, () => NO_PHASES);
		this.#before = [...this.#states];
	}

	/** @param evaluations [replica][evaluation], steps after those known */
	append(evaluations: readonly (readonly PhaseEvaluation[])[]): void {
		for (const [r, rows] of evaluations.entries()) for (const row of rows) this.add(r, row);
	}

	add(replica: number, { step, columns }: PhaseEvaluation): void {
		const state = this.#states[replica] ?? NO_PHASES;
		this.#before[replica] = state;
		this.#states[replica] = nextPhases(
			state,
			phaseRow(step, columns, LIVE_PHASE_COLUMNS, this.#rules.judged),
			this.#rules
		);
	}

	/** The moments of a replica, as intervals between evaluated steps. */
	markers(replica: number): PhaseMarkers {
		return markersOf(this.#states[replica] ?? NO_PHASES);
	}

	/** States before the evaluation of this step, by replica: what a checkpoint at it carries. */
	at(step: number): readonly PhaseState[] {
		const states = this.#states.map((state, r) =>
			state.step === step ? (this.#before[r] ?? NO_PHASES) : state
		);
		this.#kept = { step, states };
		return states;
	}

	/**
	 * @param states by replica, before the evaluation of this step; undefined where a checkpoint
	 * has none
	 */
	keep(step: number, states: readonly PhaseState[] | undefined): void {
		this.#kept = states && { step, states };
	}

	/**
	 * Goes back to before a step. @param series evaluations before it, by replica, for a step
	 * without a checkpoint
	 */
	truncate(step: number, series: readonly PhaseSeries[]): void {
		if (this.#kept?.step !== step) this.#judge(series);
		else this.#states.splice(0, this.#states.length, ...this.#kept.states);
	}

	/**
	 * Judges by other rules. @param series evaluations that are kept, by replica: of a long run not
	 * all
	 */
	setRules(rules: PhaseRules, series: readonly PhaseSeries[]): void {
		this.#rules = rules;
		this.#judge(series);
		this.#kept = undefined;
	}

	#judge(series: readonly PhaseSeries[]): void {
		for (const [r, one] of series.entries()) this.#states[r] = phasesOf(one, this.#rules);
	}
}
