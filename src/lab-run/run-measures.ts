import type { Analysis } from '../config/analysis.ts';
import { LabError } from '../engine/core/lab-error.ts';
import type { PhaseRules } from '../engine/core/phase-state.ts';
import type { RunEvent } from '../engine/core/run-events.ts';
import type { Checkpoint } from '../engine/core/telemetry.ts';
import type { NumericArray } from '../engine/core/tensor.ts';
import { MOST_EVALUATIONS } from '../engine/core/thin-rows.ts';
import type { BuiltRun } from '../engine/trainer/build/build-run.ts';
import type { EvaluationRow } from '../engine/trainer/evaluation/evaluation-row.ts';
import { phaseRules } from '../engine/trainer/evaluation/phase-rules.ts';
import type { TrainerState } from '../engine/trainer/train/trainer-state.ts';
import { EvaluationHistory } from './evaluation-history.ts';
import { ReplicaMeasures } from './replica-measures.ts';
import { eventsUpTo } from '../engine/core/run-events.ts';
import { RunPhases, type FiledEvaluation } from './run-phases.ts';

const inFloats = (data: NumericArray): Float32Array | Float64Array =>
	data instanceof Float32Array || data instanceof Float64Array ? data : Float32Array.from(data);

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
	 * @param most evaluations to keep of each replica; 0 if metrics.csv has them. Phases are found
	 * by all evaluations, including those that are not kept
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
	 * Applies other rules from now on.
	 * @throws LabError `bad-parameter` if a listed key frequency is none of this run's; the rules
	 * are then unchanged
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

	/**
	 * A checkpoint at a state of the run. Its arrays are those of the run, not copies.
	 * @param events of the run so far; live changes after that state are left out
	 */
	checkpoint(
		{ step, evaluatedUpTo, buffers, live, failures }: TrainerState,
		events: readonly RunEvent[]
	): Checkpoint {
		const { history } = this;
		const { formulation } = this.#built;
		const floats = Object.entries(buffers).map(([name, data]) => [name, inFloats(data)] as const);
		const state = {
			...{ step, evaluatedUpTo, formulation, live, failures },
			buffers: Object.fromEntries(floats),
			events: eventsUpTo(events, { step, live }),
			latest: history.upTo(evaluatedUpTo)
		};
		if (!history.hasScalars) return { ...state, evaluations: [] };
		const judged = { phases: this.#phases.at(step), thresholds: this.#analysis.thresholds };
		return { ...state, evaluations: history.evaluations, judged };
	}

	/**
	 * Continues from a checkpoint.
	 * @param filed evaluations before its step from metrics.csv, by which phases are found;
	 * default: the evaluations in the checkpoint
	 * @returns the same checkpoint
	 */
	resume(checkpoint: Checkpoint, filed?: Iterable<FiledEvaluation>): Checkpoint {
		const { step, evaluatedUpTo, latest, evaluations, judged } = checkpoint;
		this.history.restore(latest.filter((rows) => rows.every((row) => row.step <= evaluatedUpTo)));
		if (filed === undefined) {
			this.history.load(evaluations);
			const isByThese = isSameThresholds(judged?.thresholds, this.#analysis.thresholds);
			this.#phases.keep(step, isByThese ? judged?.phases : undefined);
			this.truncate(step);
		} else for (const { replica, row } of filed) this.#phases.add(replica, row);
		// The evaluation at the step of the checkpoint is added separately.
		const own = this.history.latest.map((row) => (row.step === step ? [row] : []));
		this.history.appendScalars(own);
		this.#phases.append(own);
		return checkpoint;
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
