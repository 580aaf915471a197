import type { Analysis } from '../config/analysis.ts';
import { LabError } from '../engine/core/lab-error.ts';
import type { PhaseRules } from '../engine/core/phase-state.ts';
import type { Checkpoint } from '../engine/core/telemetry.ts';
import { MOST_EVALUATIONS } from '../engine/core/thin-rows.ts';
import type { BuiltRun } from '../engine/trainer/build/build-run.ts';
import type { EvaluationRow } from '../engine/trainer/evaluation/evaluation-row.ts';
import { phaseRules } from '../engine/trainer/evaluation/phase-rules.ts';
import { EvaluationHistory, type StepEvaluations } from './evaluation-history.ts';
import { ReplicaMeasures } from './replica-measures.ts';
import { RunPhases, type FiledEvaluation } from './run-phases.ts';

const isSameThresholds = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/**
 * What the evaluations of a run say, by replica and by the rules in force: history, phases, key
 * frequencies.
 */
export class RunMeasures {
	readonly history: EvaluationHistory;
	readonly #built: BuiltRun;
	readonly #phases: RunPhases;
	#analysis: Analysis;
	readonly #replicas: readonly ReplicaMeasures[];

	/**
	 * @param most evaluations to keep of each replica; 0: none, where metrics.csv has them. Phases
	 * are judged on all
	 */
	constructor(built: BuiltRun, most = MOST_EVALUATIONS) {
		this.#built = built;
		const { thresholds, keyFrequencies } = built.spec;
		const replicas = built.spec.replicas.length;
		this.history = new EvaluationHistory(replicas, most);
		this.#phases = new RunPhases(replicas, phaseRules(built));
		this.#analysis = { thresholds, keyFrequencies };
		const { history } = this;
		const source = { built, history, phases: this.#phases, analysis: () => this.#analysis };
		this.#replicas = Array.from({ length: replicas }, (_, r) => new ReplicaMeasures(source, r));
	}

	get analysis(): Analysis {
		return this.#analysis;
	}

	/**
	 * Judges by other rules from now on.
	 * @throws LabError `bad-parameter` when listed key frequencies are none of this run's: the
	 * rules in force stay
	 */
	setAnalysis(analysis: Analysis): void {
		for (const replica of this.#replicas) replica.keyFrequenciesBy(analysis);
		const isSame = isSameThresholds(this.#analysis.thresholds, analysis.thresholds);
		this.#analysis = analysis;
		if (!isSame) this.#phases.setRules(this.#rules, this.history.phaseSeries(this.#rules));
	}

	/** @param evaluations [replica][evaluation], steps after those known */
	append(evaluations: readonly (readonly EvaluationRow[])[]): void {
		this.history.append(evaluations);
		this.#phases.append(evaluations);
	}

	/** Forgets evaluations at this step and later. */
	truncate(step: number): void {
		this.history.truncate(step);
		this.#phases.truncate(step, this.history.phaseSeries(this.#rules));
	}

	/** Evaluations before a checkpoint, which it carries. */
	load({ evaluations, judged, step }: Pick<Checkpoint, 'evaluations' | 'judged' | 'step'>): void {
		this.history.load(evaluations);
		const isByThese = isSameThresholds(judged?.thresholds, this.#analysis.thresholds);
		this.#phases.keep(step, isByThese ? judged?.phases : undefined);
		this.truncate(step);
	}

	/**
	 * Goes on with a run whose evaluations lie in a file: phases are judged by that.
	 * @param rows whole rows that its checkpoint has kept
	 * @param filed evaluations before the step at which it goes on
	 */
	goOn(rows: readonly StepEvaluations[], filed: Iterable<FiledEvaluation>, step: number): void {
		this.history.restore(rows);
		for (const { replica, row } of filed) this.#phases.add(replica, row);
		const { latest } = this.history;
		this.#phases.append(latest.map((row) => (row.step === step ? [row] : [])));
	}

	/** What a checkpoint at this step carries: evaluations up to it, and the phases before it. */
	at(step: number): Pick<Checkpoint, 'evaluations' | 'judged'> {
		const judged = { phases: this.#phases.at(step), thresholds: this.#analysis.thresholds };
		return { evaluations: this.history.evaluations, judged };
	}

	/** @throws LabError `internal` when the run has no such replica */
	of(replica: number): ReplicaMeasures {
		const measures = this.#replicas[replica];
		if (measures !== undefined) return measures;
		const count = String(this.#replicas.length);
		throw new LabError('internal', `expected one of ${count} replicas, got ${String(replica)}`);
	}

	get #rules(): PhaseRules {
		return phaseRules(this.#built, this.#analysis.thresholds);
	}
}
