import type { Analysis } from '../config/analysis.ts';
import type {
	Checkpoint,
	PhaseMarkers,
	SettledMeasures,
	SpectrumFrame
} from '../engine/core/telemetry.ts';
import type { MeasuredEvidence } from '../engine/mechanism/key-frequency-rules.ts';
import type { BuiltRun } from '../engine/trainer/build-run.ts';
import type { EvaluationRow } from '../engine/trainer/evaluation-row.ts';
import { selectKeyFrequencies } from '../engine/trainer/key-settings.ts';
import { memorizationEnd, phaseMarkers } from '../engine/trainer/phases.ts';
import { History } from './history.ts';

interface Spectrum {
	readonly step: number;
	readonly power: Float64Array;
}

/** What the evaluations of a run say, by the rules in force: phases, and key frequencies. */
export class RunJudge {
	readonly #built: BuiltRun;
	readonly #history = new History();
	#analysis: Analysis;
	#spectra: Readonly<Record<string, Spectrum>> = {};
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

	/** Judges by other rules from now on. */
	setAnalysis(analysis: Analysis): void {
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

	/** With settled measures the end of memorization is that of the excluded loss of all final key frequencies. */
	get markers(): PhaseMarkers {
		const { spec, sizes, outputs } = this.#built;
		const chance = spec.loss.chanceLevel(outputs);
		const live = phaseMarkers(
			this.#history.series,
			this.#analysis.thresholds,
			chance,
			sizes.isCommutative
		);
		const excludedLoss = this.#settled?.columns['excluded_loss'];
		if (this.#settled === undefined || excludedLoss === undefined) return live;
		const memorizationEnds = memorizationEnd({ step: this.#settled.step, excludedLoss });
		return { ...live, memorizationEnds: live.memorized && memorizationEnds };
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
		const { residues } = this.#built.sizes;
		return selectKeyFrequencies(this.#analysis.keyFrequencies, residues, this.#evidence);
	}

	/** The latest spectra by probe. */
	get spectrumFrames(): Readonly<Record<string, SpectrumFrame>> {
		const { keyFrequencies } = this;
		return Object.fromEntries(
			Object.entries(this.#spectra).map(([id, spectrum]) => [id, { ...spectrum, keyFrequencies }])
		);
	}
}
