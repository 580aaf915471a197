import type { Analysis } from '../config/analysis.ts';
import type { PhaseMarkers, SettledMeasures, SpectrumFrame } from '../engine/core/telemetry.ts';
import type { BuiltRun } from '../engine/trainer/build/build-run.ts';
import { selectKeyFrequencies } from '../engine/trainer/evaluation/key-settings.ts';
import { phaseRules } from '../engine/trainer/evaluation/phase-rules.ts';
import type { EvaluationHistory } from './evaluation-history.ts';
import { replicaPhases, type ReplicaPhases } from './memorization-end.ts';
import type { RunPhases } from './run-phases.ts';

/** The evaluations and rules of the whole run. */
interface MeasuresOfRun {
	readonly built: BuiltRun;
	readonly history: EvaluationHistory;
	readonly phases: RunPhases;
	/** The rules in force. */
	readonly analysis: () => Analysis;
}

/** Phases and key frequencies of one replica, by the rules in force. */
export class ReplicaMeasures {
	readonly #run: MeasuresOfRun;
	readonly #replica: number;
	#settled: SettledMeasures | undefined;

	constructor(run: MeasuresOfRun, replica: number) {
		this.#run = run;
		this.#replica = replica;
	}

	get analysis(): Analysis {
		return this.#run.analysis();
	}

	/** The markers by the live evaluations. */
	get markers(): PhaseMarkers {
		return this.#run.phases.markers(this.#replica);
	}

	/** The markers with the end of memorization by the rule of `memorization-end.ts`. */
	get phases(): ReplicaPhases {
		const rules = phaseRules(this.#run.built, this.analysis.thresholds);
		return replicaPhases(this.markers, this.#settled, rules);
	}

	/** Measures with the final key frequencies; undefined while the run trains. */
	get settled(): SettledMeasures | undefined {
		return this.#settled;
	}

	settle(settled: SettledMeasures | undefined): void {
		this.#settled = settled;
	}

	/** Key frequencies at the last evaluation, strongest first. */
	get keyFrequencies(): readonly number[] {
		return this.keyFrequenciesBy(this.analysis);
	}

	/** @throws LabError `bad-parameter` when listed key frequencies are none of this run's */
	keyFrequenciesBy({ keyFrequencies }: Analysis): readonly number[] {
		const { built, history } = this.#run;
		const evidence = history.latest[this.#replica]?.evidence ?? {};
		return selectKeyFrequencies(keyFrequencies, built.shape, evidence);
	}

	/** The latest spectra by probe. */
	get spectrumFrames(): Readonly<Record<string, SpectrumFrame>> {
		const latest = this.#run.history.latest[this.#replica];
		return Object.fromEntries(
			Object.entries(latest?.spectra ?? {}).map(([id, power]) => [
				id,
				{ step: latest?.step ?? 0, power }
			])
		);
	}
}
