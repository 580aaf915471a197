import type { Analysis } from '../config/analysis.ts';
import type { PhaseRules } from '../engine/core/phase-state.ts';
import {
	memorizationEnd,
	phaseMarkers,
	phaseSeries,
	coversMemorizationEnd
} from '../engine/core/phases.ts';
import { SETTLED_PHASE_COLUMNS } from '../engine/probes/roles.ts';
import type {
	MarkerInterval,
	MemorizationRule,
	PhaseMarkers,
	SettledMeasures,
	SpectrumFrame
} from '../engine/core/telemetry.ts';
import type { BuiltRun } from '../engine/trainer/build/build-run.ts';
import { selectKeyFrequencies } from '../engine/trainer/evaluation/key-settings.ts';
import { phaseRules } from '../engine/trainer/evaluation/phase-rules.ts';
import type { EvaluationHistory } from './evaluation-history.ts';
import type { RunPhases } from './run-phases.ts';

/** The markers of a replica, and the rule that found the end of its memorization. */
export interface ReplicaPhases {
	readonly markers: PhaseMarkers;
	readonly memorization: MemorizationRule;
}

const settledSeries = ({ step, columns }: SettledMeasures, { judged }: PhaseRules) =>
	phaseSeries(step, (id) => columns[id] ?? [], SETTLED_PHASE_COLUMNS, judged);

/**
 * Where memorization ends by settled measures: at the minimum of the excluded loss of all final key
 * frequencies (science.md 1.11). Memorization and cleanup are those of the same series, so that a
 * run has one answer: live markers lie on a finer grid and are missing where a run is only read.
 */
export function settledMemorizationEnd(
	settled: SettledMeasures,
	rules: PhaseRules
): MarkerInterval | undefined {
	const series = settledSeries(settled, rules);
	const { memorized, cleanupBegins } = phaseMarkers(series, rules);
	return memorized && memorizationEnd(series, rules, cleanupBegins);
}

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

	/**
	 * With settled measures, memorization ends at the minimum of the excluded loss of all final key
	 * frequencies. If the weights around that minimum were not kept, the live marker stays.
	 */
	get phases(): ReplicaPhases {
		const live = this.markers;
		const settled = this.#settled;
		const memorization = { isSettled: false, live: live.memorizationEnds };
		const { excludedLoss } = SETTLED_PHASE_COLUMNS;
		if (settled === undefined || settled.columns[excludedLoss ?? ''] === undefined) {
			return { markers: live, memorization };
		}
		const { built, history } = this.#run;
		const rules = phaseRules(built, this.analysis.thresholds);
		const first = history.phaseSeries(rules)[this.#replica]?.step[0] ?? 0;
		if (!coversMemorizationEnd(settledSeries(settled, rules), first)) {
			return { markers: live, memorization };
		}
		const memorizationEnds = settledMemorizationEnd(settled, rules);
		return {
			markers: { ...live, memorizationEnds },
			memorization: { ...memorization, isSettled: true }
		};
	}

	get isSettled(): boolean {
		return this.#settled !== undefined;
	}

	/** Takes measures with the final key frequencies; undefined while the run trains. */
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
