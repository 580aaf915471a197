import type { Analysis } from '../config/analysis.ts';
import type {
	Checkpoint,
	MemorizationRule,
	PhaseMarkers,
	PhaseState,
	SettledMeasures,
	SpectrumFrame
} from '../engine/core/telemetry.ts';
import type { MeasuredEvidence } from '../engine/mechanism/key-frequency-rules.ts';
import type { BuiltRun } from '../engine/trainer/build-run.ts';
import type { EvaluationRow } from '../engine/trainer/evaluation-row.ts';
import { selectKeyFrequencies } from '../engine/trainer/key-settings.ts';
import { markersOf, nextPhases, NO_PHASES } from '../engine/core/phase-state.ts';
import {
	memorizationEnd,
	phaseRow,
	phaseSeries,
	phasesOf,
	tellsMemorizationEnd
} from '../engine/core/phases.ts';
import { phaseRules } from '../engine/trainer/phase-rules.ts';
import { History } from './history.ts';

/** The moments of a run, and which rule told the end of memorization among them. */
interface Verdict {
	readonly markers: PhaseMarkers;
	readonly memorization: MemorizationRule;
}

/** What the evaluations of a run say, by the rules in force: phases, and key frequencies. */
export class RunJudge {
	readonly #built: BuiltRun;
	readonly #history: History;
	#analysis: Analysis;
	/** What all evaluations so far say of the phases: judged as they come, before any of them is thinned. */
	#phases: PhaseState = NO_PHASES;
	/** All but the last of them. */
	#before: PhaseState = NO_PHASES;
	/** What those before the step of the latest checkpoint say: a lost device goes back to it, and repeats that step. */
	#kept: { readonly step: number; readonly phases: PhaseState } | undefined;
	#spectra: Readonly<Record<string, SpectrumFrame>> = {};
	#evidence: MeasuredEvidence = {};
	#settled: SettledMeasures | undefined;

	/** @param most evaluations to keep: phases are judged on all */
	constructor(built: BuiltRun, most?: number) {
		this.#built = built;
		this.#history = new History(most);
		const { thresholds, keyFrequencies } = built.spec;
		this.#analysis = { thresholds, keyFrequencies };
	}

	get analysis(): Analysis {
		return this.#analysis;
	}

	/**
	 * Judges by other rules from now on.
	 * @throws LabError `bad-parameter` when listed key frequencies are none of this run's: the rules in force stay
	 */
	setAnalysis(analysis: Analysis): void {
		this.#select(analysis);
		const isSame =
			JSON.stringify(this.#analysis.thresholds) === JSON.stringify(analysis.thresholds);
		this.#analysis = analysis;
		if (isSame) return;
		this.#phases = this.#judgedAgain();
		this.#kept = undefined;
	}

	append(rows: readonly EvaluationRow[]): void {
		this.#history.append(rows);
		for (const { step, columns } of rows) {
			this.#before = this.#phases;
			this.#phases = nextPhases(this.#phases, phaseRow(step, columns), this.#rules);
		}
		const latest = rows.at(-1);
		if (latest === undefined) return;
		this.#evidence = latest.evidence;
		this.#spectra = Object.fromEntries(
			Object.entries(latest.spectra).map(([id, power]) => [id, { step: latest.step, power }])
		);
	}

	/** Forgets evaluations at this step and later. */
	truncate(step: number): void {
		this.#history.truncate(step);
		this.#phases = this.#kept?.step === step ? this.#kept.phases : this.#judgedAgain();
	}

	/** Evaluations before a checkpoint, which it carries. */
	load({ evaluations, judged, step }: Checkpoint): void {
		this.#history.load(evaluations);
		const { thresholds } = this.#analysis;
		const isByThese = JSON.stringify(judged?.thresholds) === JSON.stringify(thresholds);
		this.#kept = judged && isByThese ? { step, phases: judged.phases } : undefined;
		this.truncate(step);
	}

	/** What a checkpoint at this step carries: evaluations up to it, and what those before it say. */
	at(step: number): Pick<Checkpoint, 'evaluations' | 'judged'> {
		const phases = this.#phases.step === step ? this.#before : this.#phases;
		this.#kept = { step, phases };
		const judged = { phases, thresholds: this.#analysis.thresholds };
		return { evaluations: this.#history.toColumns(), judged };
	}

	/**
	 * With settled measures the end of memorization is that of the excluded loss of all final key frequencies; the live one
	 * stays where the weights around it are gone.
	 */
	get verdict(): Verdict {
		const { series } = this.#history;
		const live = markersOf(this.#phases);
		const columns = this.#settled?.columns;
		const unsettled = {
			markers: live,
			memorization: { isSettled: false, live: live.memorizationEnds }
		};
		if (this.#settled === undefined || columns?.['excluded_loss'] === undefined) return unsettled;
		const column = (id: string) => columns[id] ?? [];
		const settled = phaseSeries(this.#settled.step, column, 'excluded_loss');
		if (!tellsMemorizationEnd(settled, series.step[0] ?? 0)) return unsettled;
		const memorizationEnds =
			live.memorized && memorizationEnd(settled, this.#rules, live.cleanupBegins);
		return {
			markers: { ...live, memorizationEnds },
			memorization: { isSettled: true, live: live.memorizationEnds }
		};
	}

	get isSettled(): boolean {
		return this.#settled !== undefined;
	}

	/** Measures with the final key frequencies, or none while the run goes on. */
	settle(settled: SettledMeasures | undefined): void {
		this.#settled = settled;
	}

	/** Key frequencies at the last evaluation, strongest first. */
	get keyFrequencies(): readonly number[] {
		return this.#select(this.#analysis);
	}

	/** The latest spectra by probe. */
	get spectrumFrames(): Readonly<Record<string, SpectrumFrame>> {
		return this.#spectra;
	}

	get #rules() {
		return phaseRules(this.#built, this.#analysis.thresholds);
	}

	/** From the evaluations that are kept: of a long run not all of them. */
	#judgedAgain(): PhaseState {
		return phasesOf(this.#history.series, this.#rules);
	}

	#select({ keyFrequencies }: Analysis): readonly number[] {
		return selectKeyFrequencies(keyFrequencies, this.#built.sizes.residues, this.#evidence);
	}
}
