import type { Analysis } from '../config/analysis.ts';
import type {
	Checkpoint,
	MemorizationRule,
	PhaseMarkers,
	SettledMeasures,
	SpectrumFrame
} from '../engine/core/telemetry.ts';
import type { MeasuredEvidence } from '../engine/mechanism/key-frequency-rules.ts';
import type { BuiltRun } from '../engine/trainer/build-run.ts';
import type { EvaluationRow } from '../engine/trainer/evaluation-row.ts';
import { selectKeyFrequencies } from '../engine/trainer/key-settings.ts';
import { memorizationEnd, phaseMarkers, tellsMemorizationEnd } from '../engine/core/phases.ts';
import { History } from './history.ts';

/** The moments of a run, and which rule told the end of memorization among them. */
interface Verdict {
	readonly markers: PhaseMarkers;
	readonly memorization: MemorizationRule;
}

/** What the evaluations of a run say, by the rules in force: phases, and key frequencies. */
export class RunJudge {
	readonly #built: BuiltRun;
	readonly #history = new History();
	#analysis: Analysis;
	#spectra: Readonly<Record<string, SpectrumFrame>> = {};
	#evidence: MeasuredEvidence = {};
	#settled: SettledMeasures | undefined;

	constructor(built: BuiltRun) {
		this.#built = built;
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
		this.#analysis = analysis;
	}

	append(rows: readonly EvaluationRow[]): void {
		this.#history.append(rows);
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
	}

	/** Evaluations before a checkpoint, which it carries. */
	load({ evaluations, step }: Checkpoint): void {
		this.#history.load(evaluations);
		this.#history.truncate(step);
	}

	toColumns(): Checkpoint['evaluations'] {
		return this.#history.toColumns();
	}

	/**
	 * With settled measures the end of memorization is that of the excluded loss of all final key frequencies; the live one
	 * stays where the weights around it are gone.
	 */
	get verdict(): Verdict {
		const { spec, sizes, outputs } = this.#built;
		const chance = spec.loss.chanceLevel(outputs);
		const { series } = this.#history;
		const live = phaseMarkers(series, this.#analysis.thresholds, chance, sizes.isCommutative);
		const excludedLoss = this.#settled?.columns['excluded_loss'];
		const unsettled = {
			markers: live,
			memorization: { isSettled: false, live: live.memorizationEnds }
		};
		if (this.#settled === undefined || excludedLoss === undefined) return unsettled;
		const settled = { step: this.#settled.step, excludedLoss };
		if (!tellsMemorizationEnd(settled, series.step[0] ?? 0)) return unsettled;
		const memorizationEnds = live.memorized && memorizationEnd(settled);
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

	#select({ keyFrequencies }: Analysis): readonly number[] {
		return selectKeyFrequencies(keyFrequencies, this.#built.sizes.residues, this.#evidence);
	}
}
